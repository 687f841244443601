import { ViewerDocument } from "@claimstead/sdk";
import { useSessionState } from "./api";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useQuery } from "../shared/queries";
import classes from "./App.module.css";
import { OrganizationProvider } from "./organization";
import { Pages } from "./Pages";
import { SessionExpired } from "./SessionExpired";
import { Shell } from "./Shell";
import { SignInPage } from "./SignInPage";

/** Signing in, or the console of whoever is signed in. */
export function App() {
  const state = useSessionState();
  if (state.status === "signed-out") return <SignInPage />;
  return <SignedIn key={state.userId} isExpired={state.status === "expired"} />;
}

function SignedIn({ isExpired }: { isExpired: boolean }) {
  const { data, error, refetch } = useQuery(ViewerDocument, {});
  const viewer = data?.viewer ?? null;
  return (
    <>
      {viewer === null ? (
        <main className={classes["waiting"]} aria-busy={error === undefined}>
          <ErrorPanel problem={error} onRetry={() => void refetch()} />
        </main>
      ) : (
        <OrganizationProvider viewer={viewer}>
          <Shell user={viewer.user}>
            <Pages />
          </Shell>
        </OrganizationProvider>
      )}
      <SessionExpired isExpired={isExpired} user={viewer?.user ?? null} brand={viewer?.memberships[0]?.organization.brand.slug ?? null} />
    </>
  );
}
