import { Skeleton, Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { NotFound } from "./NotFound";
import { PageBoundary } from "./PageBoundary";
import { useHere } from "./organization";

const AccountPage = lazy(() => import("../pages/account/AccountPage"));
const ActivityPage = lazy(() => import("../pages/activity/ActivityPage"));
const BatchesPage = lazy(() => import("../pages/batches/BatchesPage"));
const BrandPage = lazy(() => import("../pages/brand/BrandPage"));
const DevicesPage = lazy(() => import("../pages/devices/DevicesPage"));
const OrganizationsPage = lazy(() => import("../pages/organizations/OrganizationsPage"));
const TemplatesPage = lazy(() => import("../pages/templates/TemplatesPage"));
const TokensPage = lazy(() => import("../pages/tokens/TokensPage"));

/** Every page by its path, loaded when it is first opened. Another organization is another page. */
export function Pages() {
  const { id, role } = useHere();
  const place = useLocation()[0].split("/")[1];
  const first = role === "MEMBER" ? "/devices" : "/tokens";
  return (
    <PageBoundary key={place}>
      <Suspense fallback={<Waiting />}>
        <Switch key={id}>
          <Route path="/">
            <Redirect to={first} replace />
          </Route>
          <Route path="/sign-in">
            <Redirect to={first} replace />
          </Route>
          <Route path="/devices/*?" component={DevicesPage} />
          <Route path="/tokens/*?" component={TokensPage} />
          <Route path="/batches/*?" component={BatchesPage} />
          <Route path="/templates/*?" component={TemplatesPage} />
          <Route path="/organizations/*?" component={OrganizationsPage} />
          <Route path="/brand/*?" component={BrandPage} />
          <Route path="/activity/*?" component={ActivityPage} />
          <Route path="/account" component={AccountPage} />
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </PageBoundary>
  );
}

/** As high as a heading and a list, so that nothing jumps when the page comes. */
function Waiting() {
  return (
    <Stack aria-hidden="true">
      <Skeleton height="2rem" width="14rem" />
      <Skeleton height="24rem" />
    </Stack>
  );
}
