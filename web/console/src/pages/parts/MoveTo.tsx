import { Text } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import type { Act } from "../../shared/queries";
import { type Picked, PlacePicker } from "../organizations/PlacePicker";

interface MoveToProps<Moved> {
  readonly isOpen: boolean;
  readonly title: string;
  readonly words: { readonly moveText: string; readonly moveTo: string; readonly moveNow: string };
  /** Takes the organization that was chosen. */
  readonly move: Act<[organizationId: string], Moved>;
  /** Cannot be chosen, such as where it stands already. */
  readonly without: { readonly id: string } | null;
  /** Cannot be chosen, nor anything below. */
  readonly shut?: readonly string[];
  onMoved(moved: Moved, to: Picked): void;
  onClose(): void;
}

/** Asks to which of the organizations that the person administers something moves, and moves it. */
export function MoveTo<Moved>({ isOpen, title, words, move, without, shut, onMoved, onClose }: MoveToProps<Moved>) {
  const [place, setPlace] = useState<Picked | null>(null);
  const close = () => {
    move.clear();
    setPlace(null);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={title}
      action={words.moveNow}
      isBusy={move.isBusy}
      problem={move.problem}
      onClose={close}
      onConfirm={async () => {
        if (place === null) return;
        const moved = await move.run(place.id);
        if (moved === undefined) return;
        close();
        onMoved(moved, place);
      }}
    >
      <Text>{words.moveText}</Text>
      <PlacePicker
        label={words.moveTo}
        picked={place}
        without={without === null ? [] : [without.id]}
        {...(shut === undefined ? {} : { shut })}
        onPick={setPlace}
      />
    </ConfirmDialog>
  );
}
