import { EventsDocument, OrganizationEventsDocument } from "@claimstead/sdk";
import { Button, Checkbox, MultiSelect, Pill, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { callHttp } from "../../app/api";
import { useHere } from "../../app/organization";
import { activityMessages } from "../../messages/activity";
import { useMessages } from "../../messages/catalogue";
import { sharedMessages } from "../../messages/shared";
import { usePaging, useUrlFilters } from "../../shared/address";
import { EmptyState } from "../../shared/EmptyState";
import { Icon } from "../../shared/Icon";
import { Note } from "../../shared/Note";
import { PageHeader } from "../../shared/PageHeader";
import { Pager } from "../../shared/Pager";
import { useAskAgain, useQuery, useSubscription } from "../../shared/queries";
import { followProgress } from "../../shared/toasts";
import { Asked } from "../parts/Asked";
import { Card } from "../parts/Card";
import { fileName, save } from "../parts/download";
import { EventList } from "../parts/EventList";
import { KINDS } from "../parts/eventWords";
import { FilterFlag, Filters } from "../parts/Filters";
import { NotForYou } from "../parts/NotForYou";
import { MemberFilter } from "../parts/PickFilters";
import { may } from "../parts/rights";
import { csvPath, DEFAULTS, eventFilter, isFiltered, kindsOf } from "./activityFilters";

/** What happened in the organization and below it, newest first, and what happens now. */
export default function ActivityPage() {
  const { role } = useHere();
  const words = useMessages(activityMessages);
  if (may(role, "OPERATOR")) return <Activity />;
  return (
    <>
      <PageHeader title={words.title} />
      <NotForYou />
    </>
  );
}

function Activity() {
  const here = useHere();
  const words = useMessages(activityMessages);
  const shared = useMessages(sharedMessages);
  const [filters, setFilters] = useUrlFilters(DEFAULTS);
  const paging = usePaging(50);
  const query = useQuery(EventsDocument, { organizationId: here.id, ...paging.page, filter: eventFilter(filters) });
  const live = useNewer(here.id, paging.isFirst, () => void query.refetch());
  const about = [
    ["token", words.aboutToken],
    ["device", words.aboutDevice],
    ["batch", words.aboutBatch],
  ] as const;
  const empty = isFiltered(filters) ? (
    <EmptyState icon="search" title={words.emptyFilteredTitle} text={words.emptyFilteredText}>
      <Button variant="default" onClick={() => setFilters(DEFAULTS)}>
        {shared.clearFilters}
      </Button>
    </EmptyState>
  ) : (
    <EmptyState icon="activity" title={words.emptyTitle} text={words.emptyText} />
  );
  return (
    <>
      <PageHeader
        title={words.title}
        description={words.lead}
        actions={<Download path={csvPath(here.id, filters)} name={`${fileName(here.name)}-events.csv`} />}
      />
      <Filters isFiltered={isFiltered(filters)} onClear={() => setFilters(DEFAULTS)}>
        <MultiSelect
          label={words.kinds}
          placeholder={kindsOf(filters).length === 0 ? words.kindsPlaceholder : ""}
          searchable
          value={kindsOf(filters)}
          data={(Object.keys(KINDS) as (keyof typeof KINDS)[]).map((group) => ({
            group: words.groups[group],
            items: KINDS[group].map((kind) => ({ value: kind, label: words.kind[kind] })),
          }))}
          onChange={(kinds) => setFilters({ kinds: kinds.join() })}
        />
        <MemberFilter label={words.actor} any={words.actorPlaceholder} value={filters.actor} onChange={(actor) => setFilters({ actor })} />
        <TextInput
          label={words.since}
          type="date"
          value={filters.since}
          max={filters.until || undefined}
          onChange={(event) => setFilters({ since: event.currentTarget.value })}
        />
        <TextInput
          label={words.until}
          type="date"
          value={filters.until}
          min={filters.since || undefined}
          onChange={(event) => setFilters({ until: event.currentTarget.value })}
        />
        <FilterFlag>
          <Checkbox
            label={words.below}
            checked={filters.below === "yes"}
            onChange={(event) => setFilters({ below: event.currentTarget.checked ? "yes" : "no" })}
          />
        </FilterFlag>
        {about.map(([name, what]) =>
          filters[name] === "" ? null : (
            <FilterFlag key={name}>
              <Pill
                size="lg"
                withRemoveButton
                onRemove={() => setFilters({ [name]: "" })}
                removeButtonProps={{ "aria-label": words.takeAway(what), tabIndex: 0, "aria-hidden": false }}
              >
                {words.about}: {what}
              </Pill>
            </FilterFlag>
          ),
        )}
      </Filters>
      {live.isInterrupted ? <Note tone="warning">{words.interrupted}</Note> : null}
      {live.newer === 0 ? null : (
        <Note>
          {words.newer(live.newer)}{" "}
          <Button variant="default" size="xs" onClick={() => setFilters({}, { replace: true })}>
            {words.showNewer}
          </Button>
        </Note>
      )}
      <Asked query={query} part={(data) => data.organization?.events} gone={<NotForYou />}>
        {({ edges, pageInfo }) =>
          edges.length === 0 && paging.isFirst ? (
            empty
          ) : (
            <div style={{ opacity: query.isFormer ? 0.6 : 1 }}>
              <Card title={words.title} hint={words.live}>
                <EventList events={edges.map(({ node }) => node)} showPlace />
              </Card>
              <Pager paging={paging} info={pageInfo} />
            </div>
          )
        }
      </Asked>
    </>
  );
}

/**
 * On the first page new events are asked for as they are told, some together
 * when they come fast, so that the filters hold for them too. On later pages
 * they are only counted.
 */
function useNewer(organizationId: string, isFirst: boolean, refetch: () => void): { newer: number; isInterrupted: boolean } {
  const [newer, setNewer] = useState(0);
  const ask = useAskAgain(refetch);
  useEffect(() => {
    if (isFirst) setNewer(0);
  }, [isFirst]);
  const note = () => (isFirst ? ask() : setNewer((count) => count + 1));
  const { isInterrupted } = useSubscription(OrganizationEventsDocument, { organizationId }, note, isFirst ? ask : undefined);
  return { newer, isInterrupted };
}

function Download({ path, name }: { path: string; name: string }) {
  const words = useMessages(activityMessages);
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    const progress = followProgress(words.download, <Text size="sm">{words.downloading}</Text>);
    try {
      const response = await callHttp(path);
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      save(name, await response.blob());
      progress.done(name);
    } catch {
      progress.failed(words.downloadFailed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" leftSection={<Icon name="download" />} loading={isBusy} onClick={() => void download()}>
      {words.download}
    </Button>
  );
}
