import type { UserFieldsFragment } from "@claimstead/sdk";
import { Button, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useMessages } from "../messages/catalogue";
import { signInMessages } from "../messages/signIn";
import { signOut } from "./AccountMenu";
import { ForgotPassword } from "./ForgotPassword";
import { SignInForm } from "./SignInForm";

/** Above everything else: whatever is open below waits, and goes on after signing in. */
const Z_INDEX = 450;

/** The session has ended in the middle: sign in over the page, which stays as it is. */
export function SessionExpired({ isExpired, user, brand }: { isExpired: boolean; user: UserFieldsFragment | null; brand: string | null }) {
  const words = useMessages(signInMessages);
  const [isForgotten, setForgotten] = useState(false);
  return (
    <Modal
      opened={isExpired}
      onClose={() => undefined}
      title={words.expiredTitle}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      centered
      zIndex={Z_INDEX}
    >
      {isForgotten ? (
        <ForgotPassword brand={brand} email={user?.email} onBack={() => setForgotten(false)} />
      ) : (
        <Stack gap="md">
          <p style={{ margin: 0 }}>{words.expiredText}</p>
          <SignInForm brand={brand} email={user?.email} heading={false} onForgot={() => setForgotten(true)} />
          <Button variant="subtle" size="sm" onClick={() => void signOut()}>
            {words.leave}
          </Button>
        </Stack>
      )}
    </Modal>
  );
}
