import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import type { PageInfo, Paging } from "./address";
import { Icon } from "./Icon";
import classes from "./Pager.module.css";

/** To the next and the previous page, with `children` beside them, such as how many there are. */
export function Pager({ paging, info, children }: { paging: Paging; info: PageInfo | undefined; children?: ReactNode }) {
  const words = useMessages(sharedMessages);
  const isWhole = paging.isFirst && info?.hasNextPage === false;
  return (
    <nav className={classes["pager"]} aria-label={words.pages}>
      <div className={classes["count"]}>{children}</div>
      {isWhole ? null : (
        <Group gap="xs">
          <Button
            variant="default"
            size="sm"
            leftSection={<Icon name="left" size={16} />}
            disabled={info === undefined || !info.hasPreviousPage}
            onClick={() => info !== undefined && paging.toPrevious(info)}
          >
            {words.previous}
          </Button>
          <Button
            variant="default"
            size="sm"
            rightSection={<Icon name="right" size={16} />}
            disabled={info === undefined || !info.hasNextPage}
            onClick={() => info !== undefined && paging.toNext(info)}
          >
            {words.next}
          </Button>
        </Group>
      )}
    </nav>
  );
}
