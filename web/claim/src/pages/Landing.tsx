import { ClaimPreviewDocument, parseClaimCode, type ClaimCode, type ResultOf } from "@claimstead/sdk";
import { useEffect } from "preact/hooks";
import { Link } from "wouter";

import { useMessages } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { isForeignHere, meetBrand, useBrand, type Brand } from "../state/brand.ts";
import { errand } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { Code } from "../ui/Code.tsx";
import { later } from "../ui/later.tsx";
import { Failure, Loading } from "../ui/Notice.tsx";
import { Picture } from "../ui/Picture.tsx";
import { Screen } from "../ui/Screen.tsx";

const CodeForm = later(() => import("./CodeForm.tsx").then((part) => part.CodeForm));
const confirming = () => import("./Confirm.tsx");
const Confirm = later(() => confirming().then((part) => part.Confirm));

type Preview = NonNullable<ResultOf<typeof ClaimPreviewDocument>["claimPreview"]>;

/** Where a label leads: the product and its brand before any sign-in; with one, the question whether to add it. */
export function Landing({ input }: { readonly input: string }) {
  const code = parseClaimCode(input);
  return code === null ? <Mistyped input={input} /> : <Known code={code} />;
}

/** The check characters do not fit, so nothing was sent: the code, ready to be corrected. */
function Mistyped({ input }: { readonly input: string }) {
  const words = useMessages().mistyped;
  return (
    <Screen title={words.title}>
      <p>{words.what}</p>
      <CodeForm initial={input} action={words.action} />
    </Screen>
  );
}

function Known({ code }: { readonly code: ClaimCode }) {
  const words = useMessages();
  const session = useSession();
  const { status } = useBrand();
  const { data, failure, again } = useQuestion(ClaimPreviewDocument, { qrToken: code.text });
  const preview = data?.claimPreview ?? null;
  // Until the host's own brand is known nobody can say whether the code is another's.
  const isJudged = preview !== null && status !== "asking";
  useEffect(() => {
    // Beside the preview, not after it.
    if (session.status !== "signed-out") void confirming().catch(() => undefined);
  }, [session.status]);
  const isForeign = isJudged && isForeignHere(preview.brand);

  useEffect(() => {
    if (!isJudged || isForeign) return;
    meetBrand(preview.brand);
    errand.keep({ path: `/C/${code.text}`, product: preview.productName });
  }, [isJudged, isForeign, preview, code.text]);

  if (failure !== null) {
    return (
      <Screen title={words.landing.unread}>
        <Code code={code} />
        <Failure failure={failure} onAgain={again} />
      </Screen>
    );
  }
  if (data === null || (preview !== null && !isJudged)) return <Loading />;
  if (preview === null || isForeign) return <Unknown code={code} />;
  return session.status === "signed-out" ? <Welcome code={code} preview={preview} /> : <Confirm code={code} preview={preview} />;
}

/** No token of this brand has this code. */
function Unknown({ code }: { readonly code: ClaimCode }) {
  const words = useMessages();
  const { brand } = useBrand();
  return (
    <Screen title={words.unknown.title}>
      <Code code={code} />
      <p>{brand === null ? words.unknown.whatAnywhere : words.unknown.what(brand.displayName)}</p>
      <Link href="/claim" class="button main">
        {words.unknown.action}
      </Link>
    </Screen>
  );
}

function Welcome({ code, preview }: { readonly code: ClaimCode; readonly preview: Preview }) {
  const words = useMessages().landing;
  const { brand } = preview;
  useEffect(() => {
    // The next taps need them.
    void Promise.all([import("./accounts.ts"), confirming()]).catch(() => undefined);
  }, []);
  return (
    <Screen title={words.title(preview.productName)}>
      <p class="by">{words.by(brand.displayName)}</p>
      <Picture url={preview.pictureUrl} />
      <Code code={code} />
      <div class="actions">
        {brand.selfSignUp ? (
          <>
            <Link href="/claim/sign-up" class="button main">
              {words.signUp}
            </Link>
            <Link href="/claim/sign-in" class="button second">
              {words.signIn}
            </Link>
          </>
        ) : (
          <>
            <Link href="/claim/sign-in" class="button main">
              {words.signIn}
            </Link>
            <p class="quiet">{words.invitationOnly(brand.displayName)}</p>
          </>
        )}
        <OpenInApp brand={brand} code={code} />
      </div>
      <p class="quiet">{words.nothingYet}</p>
    </Screen>
  );
}

/** From the browser into the brand's own app, where it has one. A link to the page's own host would stay in the browser. */
function OpenInApp({ brand, code }: { readonly brand: Brand; readonly code: ClaimCode }) {
  const words = useMessages().landing;
  const android = brand.androidApps?.[0];
  if (android !== undefined && navigator.userAgent.includes("Android")) {
    const scheme = location.protocol.slice(0, -1);
    // https://developer.chrome.com/docs/android/intents
    const link = `intent://${brand.claimHost}/C/${code.text}#Intent;scheme=${scheme};package=${android.package};end`;
    return (
      <a class="button quiet" href={link}>
        {words.openInApp(brand.displayName)}
      </a>
    );
  }
  if ((brand.appleApps?.length ?? 0) > 0 && /iPhone|iPad/.test(navigator.userAgent)) return <p class="quiet">{words.appOpens(brand.displayName)}</p>;
  return null;
}
