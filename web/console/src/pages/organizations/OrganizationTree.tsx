import { OrganizationChildrenDocument } from "@claimstead/sdk";
import { ActionIcon, Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { placesMessages } from "../../messages/places";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { useQuery } from "../../shared/queries";
import { Waiting } from "../parts/Waiting";
import classes from "./OrganizationTree.module.css";

export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly isPersonal: boolean;
  /** Whether there is something below; undefined where that is not known yet. */
  readonly hasBelow?: boolean;
}

interface TreeProps {
  /** How a name is drawn: a link, or something to choose. */
  readonly renderName: (node: TreeNode) => ReactNode;
  /** These stay shut, with all below them. */
  readonly shut?: readonly string[];
}

/** Organizations and, once opened, those below them. Asked for level by level, so that large trees open as fast. */
export function OrganizationTree({ label, roots, ...shared }: TreeProps & { label: string; roots: readonly TreeNode[] }) {
  return (
    <ul className={classes["list"]} aria-label={label}>
      {roots.map((node) => (
        <Branch key={node.id} node={node} isOpenAtFirst {...shared} />
      ))}
    </ul>
  );
}

function Branch({ node, isOpenAtFirst = false, ...shared }: TreeProps & { node: TreeNode; isOpenAtFirst?: boolean }) {
  const words = useMessages(organizationsMessages);
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const canOpen = !node.isPersonal && node.hasBelow !== false && !(shared.shut ?? []).includes(node.id);
  return (
    <li>
      <div className={classes["row"]}>
        {canOpen ? (
          <ActionIcon
            className={classes["toggle"] ?? ""}
            variant="subtle"
            size="md"
            aria-expanded={isOpen}
            aria-label={isOpen ? words.collapse(node.name) : words.expand(node.name)}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="down" size={18} />
          </ActionIcon>
        ) : (
          <span className={classes["noToggle"]} />
        )}
        {shared.renderName(node)}
      </div>
      {canOpen && isOpen ? (
        <ul className={classes["list"]}>
          <Level parentId={node.id} after={null} {...shared} />
        </ul>
      ) : null}
    </li>
  );
}

/** A hundred organizations of a level, and the next hundred on asking. */
function Level({ parentId, after, ...shared }: TreeProps & { parentId: string; after: string | null }) {
  const places = useMessages(placesMessages);
  const [isGoingOn, setGoingOn] = useState(false);
  const query = useQuery(OrganizationChildrenDocument, { id: parentId, first: 100, after });
  const children = query.data?.organization?.children;
  if (query.error !== undefined) {
    return (
      <li>
        <ErrorPanel problem={query.error} onRetry={() => void query.refetch()} />
      </li>
    );
  }
  if (query.data === undefined) {
    return (
      <li>
        <Waiting lines={2} />
      </li>
    );
  }
  return (
    <>
      {children?.edges.map(({ node }) => (
        <Branch key={node.id} node={{ ...node, hasBelow: node.children !== null && node.children.edges.length > 0 }} {...shared} />
      ))}
      {children?.pageInfo.hasNextPage === true && !isGoingOn ? (
        <li>
          <Button variant="default" size="xs" onClick={() => setGoingOn(true)}>
            {places.loadMore}
          </Button>
        </li>
      ) : null}
      {isGoingOn ? <Level parentId={parentId} after={children?.pageInfo.endCursor ?? null} {...shared} /> : null}
    </>
  );
}
