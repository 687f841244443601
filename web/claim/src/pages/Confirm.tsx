import { ClaimDeviceDocument, ViewerDocument, type ClaimCode, type ResultOf } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct, useQuestion, type Act } from "../state/asking.ts";
import type { Brand } from "../state/brand.ts";
import { errand } from "../state/kept.ts";
import { signOut } from "../state/signingOut.ts";
import type { Viewer } from "../state/session.ts";
import { Button } from "../ui/Button.tsx";
import { Code } from "../ui/Code.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Failure, Loading, Wait } from "../ui/Notice.tsx";
import { Picture } from "../ui/Picture.tsx";
import { Screen } from "../ui/Screen.tsx";

interface ConfirmProps {
  readonly code: ClaimCode;
  readonly preview: { readonly productName: string; readonly pictureUrl: string | null; readonly brand: Brand };
}

type Claimed = ResultOf<typeof ClaimDeviceDocument>["claimDevice"];

/** Add this device? With the name it shall have, and the place where several are possible. */
export function Confirm({ code, preview }: ConfirmProps) {
  const words = useMessages().confirm;
  const { data, failure, again } = useQuestion(ViewerDocument, {});
  const viewer = data?.viewer ?? null;
  const act = useAct<Claimed>();

  useEffect(() => {
    // What comes next, while the person reads.
    void import("./Added.tsx").catch(() => undefined);
  }, []);

  if (failure !== null) {
    return (
      <Screen title={words.title}>
        <Failure failure={failure} onAgain={again} />
      </Screen>
    );
  }
  if (viewer === null) return <Loading />;
  const home = viewer.memberships[0]?.organization.brand;
  if (home !== undefined && home.slug !== preview.brand.slug) return <OtherBrand brand={preview.brand} home={home} />;
  if (act.refusal !== null && act.refusal.__typename !== "TextUnusable") {
    return <Refused refusal={act.refusal} code={code} brand={preview.brand} onAgain={act.forget} />;
  }
  return (
    <Screen title={words.title}>
      <Picture url={preview.pictureUrl} />
      <p class="product">{preview.productName}</p>
      <Code code={code} />
      <ConfirmForm code={code} viewer={viewer} act={act} />
    </Screen>
  );
}

interface ConfirmFormProps {
  readonly code: ClaimCode;
  readonly viewer: Viewer;
  readonly act: Act<Claimed>;
}

function ConfirmForm({ code, viewer, act }: ConfirmFormProps) {
  const words = useMessages().confirm;
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const places = viewer.memberships.map(({ organization }) => organization);
  const own = places.find((place) => place.isPersonal) ?? places[0];
  const [placeId, setPlaceId] = useState(own?.id);

  const claim = async () => {
    const input = { qrToken: code.text, organizationId: placeId ?? null, name: name.trim() === "" ? null : name.trim() };
    const done = await act.run(async () => (await client.request(ClaimDeviceDocument, { input })).claimDevice);
    if (done === null) return;
    errand.done();
    go(`/claim/added/${encodeURIComponent(done.device.id)}`, { replace: true });
  };

  return (
    <Form
      act={act}
      onSubmit={claim}
      action={act.failure === null ? words.action : words.actionAgain}
      below={
        <>
          <Link href="/claim/devices" class="button quiet" onClick={() => errand.done()}>
            {words.notMine}
          </Link>
          <p class="quiet">{words.signedInAs(viewer.user.email)}</p>
        </>
      }
    >
      <Field
        label={words.name}
        hint={words.nameHint}
        value={name}
        onValue={setName}
        maxLength={100}
        autocomplete="off"
        enterkeyhint="done"
        fault={act.refusal === null ? null : words.nameUnusable}
      />
      {places.length > 1 ? (
        <div class="field">
          <label for="place">{words.place}</label>
          <select id="place" value={placeId} onChange={(event) => setPlaceId(event.currentTarget.value)}>
            {places.map((place) => (
              <option key={place.id} value={place.id}>
                {place.isPersonal ? words.personal : place.name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
    </Form>
  );
}

/** Accounts live inside one brand: this one is another's. */
function OtherBrand({ brand, home }: { readonly brand: Brand; readonly home: { readonly displayName: string } }) {
  const words = useMessages().otherBrand;
  return (
    <Screen title={words.title(brand.displayName)}>
      <p>{words.what(home.displayName, brand.displayName)}</p>
      <Button onClick={() => void signOut()}>{words.action(home.displayName)}</Button>
    </Screen>
  );
}

interface RefusedProps {
  readonly refusal: NonNullable<Act<Claimed>["refusal"]>;
  readonly code: ClaimCode;
  readonly brand: Brand;
  readonly onAgain: () => void;
}

/** Each way in which a claim can be refused, with one next step. */
function Refused({ refusal, code, brand, onAgain }: RefusedProps) {
  const words = useMessages();
  const said = words.refused;
  const help = brand.supportUrl === null ? null : { href: brand.supportUrl, name: said.help(brand.displayName) };
  switch (refusal.__typename) {
    case "QrTokenMistyped":
      return <Dead title={words.mistyped.title} what={words.mistyped.what} code={code} next={{ href: "/claim", name: said.typeAgain }} />;
    case "QrTokenInvalid":
      return (
        <Dead
          title={words.unknown.title}
          what={words.unknown.what(brand.displayName)}
          code={code}
          next={{ href: "/claim", name: words.unknown.action }}
        />
      );
    case "DeviceAlreadyClaimed":
      return (
        <Dead
          title={said.claimed}
          what={said.claimedWhat(brand.displayName)}
          code={code}
          next={help ?? { href: "/claim/devices", name: said.toDevices }}
        />
      );
    case "InvitationRequired":
      return (
        <Dead
          title={said.invitation}
          what={said.invitationWhat(brand.displayName)}
          code={code}
          next={help ?? { href: "/claim/devices", name: said.toDevices }}
        />
      );
    case "PlanLimitReached":
      return <Dead title={said.plan} what={said.planWhat(brand.displayName)} code={code} next={help ?? { href: "/claim/devices", name: said.toDevices }} />;
    case "TooManyAttempts":
      return (
        <Screen title={said.tooMany}>
          <Code code={code} />
          <Wait seconds={refusal.retryAfterSeconds} onAgain={onAgain} />
        </Screen>
      );
    default:
      return <Dead title={said.other} what={refusal.message} code={code} next={{ href: "/claim/devices", name: said.toDevices }} />;
  }
}

interface DeadProps {
  readonly title: string;
  readonly what: string;
  readonly code: ClaimCode;
  readonly next: { readonly href: string; readonly name: string };
}

function Dead({ title, what, code, next }: DeadProps) {
  useEffect(() => errand.done(), []);
  return (
    <Screen title={title}>
      <Code code={code} />
      <p>{what}</p>
      {next.href.startsWith("/") ? (
        <Link href={next.href} class="button main">
          {next.name}
        </Link>
      ) : (
        <a href={next.href} class="button main" rel="noreferrer">
          {next.name}
        </a>
      )}
    </Screen>
  );
}
