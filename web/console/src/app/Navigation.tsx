import type { UserFieldsFragment } from "@claimstead/sdk";
import { NativeSelect } from "@mantine/core";
import { Link, useLocation } from "wouter";
import { useMessages } from "../messages/catalogue";
import { shellMessages } from "../messages/shell";
import { Icon } from "../shared/Icon";
import { AccountMenu } from "./AccountMenu";
import classes from "./Navigation.module.css";
import { PLACES } from "./navigation";
import { usePlaces } from "./organization";

/** Whose console it is, where in it one may go, and one's own account. */
export function Navigation({ user, onHelp }: { user: UserFieldsFragment; onHelp: () => void }) {
  const words = useMessages(shellMessages);
  const [path] = useLocation();
  const { viewer, here, choices, choose } = usePlaces();
  const brand = viewer.memberships[0]?.organization.brand;
  return (
    <div className={classes["navigation"]}>
      <div className={classes["brand"]}>
        {brand?.logoUrl == null ? (
          <span className={classes["mark"]} aria-hidden="true">
            {brand?.displayName.slice(0, 1) ?? ""}
          </span>
        ) : (
          <img src={brand.logoUrl} alt="" />
        )}
        <strong>{brand?.displayName ?? words.product}</strong>
      </div>
      {choices.length > 1 ? (
        <NativeSelect
          label={words.organization}
          value={here.id}
          onChange={(event) => {
            const chosen = choices.find(({ id }) => id === event.currentTarget.value);
            if (chosen !== undefined) choose(chosen);
          }}
          data={choices.map(({ id, name, isPersonal }) => ({ value: id, label: isPersonal ? `${name} (${words.personal})` : name }))}
        />
      ) : null}
      <nav aria-label={words.navigation}>
        <ul className={classes["places"]}>
          {PLACES.filter(({ roles }) => roles.includes(here.role)).map(({ place, path: target, icon }) => {
            const isHere = path === target || path.startsWith(`${target}/`);
            return (
              <li key={place}>
                <Link href={target} aria-current={isHere ? "page" : undefined}>
                  <Icon name={icon} />
                  {words.places[place]}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <AccountMenu user={user} role={here.role} onHelp={onHelp} />
    </div>
  );
}
