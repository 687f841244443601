import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "../../messages/catalogue";
import { sharedMessages } from "../../messages/shared";
import classes from "./Filters.module.css";

/** What a list is narrowed by, in a row that wraps; and the way back to all of it. */
export function Filters({ isFiltered, onClear, children }: { isFiltered: boolean; onClear: () => void; children: ReactNode }) {
  const words = useMessages(sharedMessages);
  return (
    <search className={classes["filters"]}>
      {children}
      {isFiltered ? (
        <Button variant="default" onClick={onClear}>
          {words.clearFilters}
        </Button>
      ) : null}
    </search>
  );
}

/** A yes or no among the filters, on a line with them. */
export function FilterFlag({ children }: { children: ReactNode }) {
  return <div className={classes["flag"]}>{children}</div>;
}
