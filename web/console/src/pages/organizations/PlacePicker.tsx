import { Radio, Text } from "@mantine/core";
import { useId } from "react";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { OrganizationTree } from "./OrganizationTree";
import classes from "./OrganizationTree.module.css";
import { useRoots } from "./roots";

export interface Picked {
  readonly id: string;
  readonly name: string;
}

interface PlacePickerProps {
  readonly label: string;
  readonly picked: Picked | null;
  /** Cannot be chosen, such as where something stands already. */
  readonly without?: readonly string[];
  /** Cannot be chosen, nor anything below. */
  readonly shut?: readonly string[];
  readonly onPick: (place: Picked) => void;
}

const NOWHERE: readonly string[] = [];

/** One of the organizations that the person administers, from the tree. */
export function PlacePicker({ label, picked, without = NOWHERE, shut = NOWHERE, onPick }: PlacePickerProps) {
  const words = useMessages(organizationsMessages);
  const name = useId();
  const roots = useRoots("ADMIN").filter(({ isPersonal }) => !isPersonal);
  if (roots.length === 0) return <Text>{words.pickNothing}</Text>;
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" fw={500} size="sm" mb={4}>
        {label}
      </Text>
      <div className={classes["picker"]}>
        <OrganizationTree
          label={label}
          roots={roots}
          shut={shut}
          renderName={(node) => (
            <Radio
              name={name}
              value={node.id}
              label={node.name}
              checked={picked?.id === node.id}
              disabled={without.includes(node.id) || shut.includes(node.id)}
              onChange={() => onPick({ id: node.id, name: node.name })}
            />
          )}
        />
      </div>
    </fieldset>
  );
}
