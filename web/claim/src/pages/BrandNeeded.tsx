import type { ComponentChildren } from "preact";
import { Link } from "wouter";

import { useMessages } from "../messages/index.ts";
import { askForBrand, useBrand, type Brand } from "../state/brand.ts";
import { Failure, Loading, Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { NetworkError } from "@claimstead/sdk";

interface BrandNeededProps {
  readonly title: string;
  readonly children: (brand: Brand) => ComponentChildren;
}

/** Accounts live inside a brand, so a page about them has to know which. */
export function BrandNeeded({ title, children }: BrandNeededProps) {
  const words = useMessages().brandNeeded;
  const { status, brand } = useBrand();
  if (brand !== null) return <>{children(brand)}</>;
  if (status === "asking") return <Loading />;
  return (
    <Screen title={title}>
      {status === "unreachable" ? (
        <Failure failure={new NetworkError("No answer.")} onAgain={() => void askForBrand()} />
      ) : (
        <>
          <Notice kind="warning">{words.what}</Notice>
          <Link href="/claim" class="button main">
            {words.action}
          </Link>
        </>
      )}
    </Screen>
  );
}
