import { ChangePasswordDocument } from "@claimstead/sdk";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { call } from "../../app/api";
import { usePlaces } from "../../app/organization";
import { accountMessages } from "../../messages/account";
import { useMessages } from "../../messages/catalogue";
import { signInMessages } from "../../messages/signIn";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Card } from "../parts/Card";

const SHORTEST = 10;
const EMPTY = { old: "", next: "", again: "" };

/** Another password; all other sessions end. */
export function Password() {
  const { viewer } = usePlaces();
  const words = useMessages(accountMessages);
  const { showPassword } = useMessages(signInMessages);
  const [form, setForm] = useState(EMPTY);
  const [isChecked, setChecked] = useState(false);
  const change = useAct(async () => (await call(ChangePasswordDocument, { input: { oldPassword: form.old, newPassword: form.next } })).changePassword);
  const faults = {
    old: form.old === "" ? words.needed : null,
    next: [...form.next].length < SHORTEST ? words.tooShort : null,
    again: form.next === form.again ? null : words.differs,
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (faults.old !== null || faults.next !== null || faults.again !== null) return;
    const changed = await change.run();
    if (changed === undefined) return;
    tellDone(words.passwordChanged(changed.endedSessions));
    setForm(EMPTY);
    setChecked(false);
  };
  const field = (name: keyof typeof EMPTY) => ({
    value: form[name],
    maxLength: 1000,
    error: isChecked ? faults[name] : null,
    visibilityToggleButtonProps: { "aria-label": showPassword, tabIndex: 0, "aria-hidden": false },
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [name]: event.currentTarget.value }),
  });
  return (
    <Card title={words.password}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {/* Keepers of passwords want to know whose it is. */}
          <input type="text" name="username" autoComplete="username" value={viewer.user.email} readOnly hidden />
          <PasswordInput label={words.oldPassword} autoComplete="current-password" {...field("old")} />
          <PasswordInput label={words.newPassword} description={words.newPasswordHint} autoComplete="new-password" {...field("next")} />
          <PasswordInput label={words.repeatPassword} autoComplete="new-password" {...field("again")} />
          <ErrorPanel problem={change.problem} />
          <Group>
            <Button type="submit" loading={change.isBusy}>
              {words.changePassword}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
