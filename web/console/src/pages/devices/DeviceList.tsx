import { DevicesBySerialDocument, DevicesDocument } from "@claimstead/sdk";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { sharedMessages } from "../../messages/shared";
import { shellMessages } from "../../messages/shell";
import { usePaging, useUrlFilters } from "../../shared/address";
import { EmptyState } from "../../shared/EmptyState";
import { Icon } from "../../shared/Icon";
import { PageHeader } from "../../shared/PageHeader";
import { useQuery } from "../../shared/queries";
import { useShortcut } from "../../shared/shortcuts";
import { Asked } from "../parts/Asked";
import { FilterFlag, Filters } from "../parts/Filters";
import { TemplateFilter } from "../parts/PickFilters";
import { may } from "../parts/rights";
import { useTyped } from "../parts/useTyped";
import { CreateDevice } from "./CreateDevice";
import { DEFAULTS, deviceFilter, isFiltered, serialFilter } from "./deviceFilters";
import { DeviceTable } from "./DeviceTable";

/** The devices of the organization and below it, with what narrows them in the address. */
export function DeviceList() {
  const here = useHere();
  const isStaff = may(here.role, "OPERATOR");
  const words = useMessages(devicesMessages);
  const shared = useMessages(sharedMessages);
  const keys = useMessages(shellMessages).keys;
  const [filters, setFilters] = useUrlFilters(DEFAULTS);
  const [serial, setSerial] = useTyped(filters.serial, (text) => setFilters({ serial: text, presence: "" }, { replace: true }));
  const [isCreating, setCreating] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const paging = usePaging();
  const isBySerial = isStaff && filters.serial !== "";
  const organizationId = here.id;
  const list = useQuery(DevicesDocument, isBySerial ? null : { organizationId, ...paging.page, filter: deviceFilter(filters) });
  const bySerial = useQuery(DevicesBySerialDocument, isBySerial ? { organizationId, ...paging.page, filter: serialFilter(filters) } : null);
  useShortcut("/", keys.search, () => search.current?.focus(), isStaff);
  useShortcut("c", keys.create, () => setCreating(true), isStaff && !here.isPersonal);

  const empty = isFiltered(filters) ? (
    <EmptyState icon="search" title={words.emptyFilteredTitle} text={words.emptyFilteredText}>
      <Button variant="default" onClick={() => setFilters(DEFAULTS)}>
        {shared.clearFilters}
      </Button>
    </EmptyState>
  ) : (
    <EmptyState icon="devices" title={words.emptyTitle} text={words.emptyText}>
      {isStaff ? (
        <Button component={Link} href="/tokens">
          {words.showTokens}
        </Button>
      ) : null}
    </EmptyState>
  );

  return (
    <>
      <PageHeader
        title={words.title}
        description={words.lead}
        actions={
          isStaff && !here.isPersonal ? (
            <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => setCreating(true)}>
              {words.create}
            </Button>
          ) : null
        }
      />
      <Filters isFiltered={isFiltered(filters)} onClear={() => setFilters(DEFAULTS)}>
        {isStaff ? (
          <TextInput
            ref={search}
            label={words.search}
            leftSection={<Icon name="search" size={18} />}
            value={serial}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setSerial(event.currentTarget.value)}
          />
        ) : null}
        {isStaff ? <TemplateFilter label={words.template} any={shared.all} value={filters.template} onChange={(template) => setFilters({ template })} /> : null}
        <NativeSelect
          label={words.status}
          value={filters.status}
          data={[
            { value: "", label: shared.all },
            { value: "CLAIMED", label: words.statuses.CLAIMED },
            { value: "UNCLAIMED", label: words.statuses.UNCLAIMED },
          ]}
          onChange={(event) => setFilters({ status: event.currentTarget.value })}
        />
        {isBySerial ? null : (
          <NativeSelect
            label={words.presence}
            value={filters.presence}
            data={[
              { value: "", label: shared.all },
              { value: "online", label: words.presences.online },
              { value: "offline", label: words.presences.offline },
            ]}
            onChange={(event) => setFilters({ presence: event.currentTarget.value })}
          />
        )}
        {here.isPersonal ? null : (
          <FilterFlag>
            <Checkbox
              label={words.below}
              checked={filters.below === "yes"}
              onChange={(event) => setFilters({ below: event.currentTarget.checked ? "yes" : "no" })}
            />
          </FilterFlag>
        )}
      </Filters>
      {isBySerial ? (
        <Asked query={bySerial} part={(data) => data.organization?.staticTokens} gone={empty}>
          {({ edges, pageInfo }) => {
            const devices = edges.flatMap(({ node }) => (node.device === null ? [] : [{ ...node.device, staticToken: node }]));
            const waiting = edges.length - devices.length;
            if (edges.length === 0) return empty;
            return (
              <DeviceTable devices={devices} isFormer={bySerial.isFormer} paging={paging} info={pageInfo}>
                {waiting === 0 ? null : (
                  <>
                    {words.neverConnected(waiting)} <Link href={`/tokens?serial=${encodeURIComponent(filters.serial)}`}>{words.showTokens}</Link>
                  </>
                )}
              </DeviceTable>
            );
          }}
        </Asked>
      ) : (
        <Asked query={list} part={(data) => data.organization?.devices} gone={empty}>
          {({ edges, pageInfo }) =>
            edges.length === 0 && paging.isFirst ? (
              empty
            ) : (
              <DeviceTable devices={edges.map(({ node }) => node)} isFormer={list.isFormer} paging={paging} info={pageInfo} />
            )
          }
        </Asked>
      )}
      <CreateDevice isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}
