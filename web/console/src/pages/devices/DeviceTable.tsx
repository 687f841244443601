import type { DeviceRowFragment } from "@claimstead/sdk";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { placesMessages } from "../../messages/places";
import type { PageInfo, Paging } from "../../shared/address";
import { DataTable } from "../../shared/DataTable";
import { LiveDot } from "../../shared/LiveDot";
import { Note } from "../../shared/Note";
import { Pager } from "../../shared/Pager";
import { useLivePresence } from "../../shared/presence";
import { Picture } from "../templates/Picture";

/** With what tells apart devices of one name: the serial, else the code on the label, for staff of the issuer. */
export type ListedDevice = DeviceRowFragment & { readonly staticToken: { readonly serial: string | null; readonly qrTokenGrouped: string | null } | null };

interface DeviceTableProps {
  readonly devices: readonly ListedDevice[];
  readonly isFormer: boolean;
  readonly paging: Paging;
  readonly info: PageInfo;
  readonly children?: ReactNode;
}

/** A page of devices, each as it is at the moment, by one subscription for all. */
export function DeviceTable({ devices, isFormer, paging, info, children }: DeviceTableProps) {
  const words = useMessages(devicesMessages);
  const places = useMessages(placesMessages);
  const [, navigate] = useLocation();
  const { changed, liveness } = useLivePresence(devices.map(({ id }) => id));
  const rows = devices.map((device) => ({ ...device, ...changed.get(device.id) }));
  return (
    <>
      {liveness === "offline" ? <Note tone="warning">{words.notLive}</Note> : null}
      <DataTable
        label={words.title}
        rows={rows}
        isFormer={isFormer}
        keyOf={(device) => device.id}
        nameOf={(device) => device.name}
        onOpen={(device) => navigate(`/devices/${encodeURIComponent(device.id)}`)}
        columns={[
          {
            key: "name",
            header: places.name,
            onPhone: "title",
            render: ({ name, template, staticToken }) => (
              <Picture url={template.pictureUrl} name={name} under={staticToken?.serial ?? staticToken?.qrTokenGrouped ?? undefined} isBeside />
            ),
          },
          { key: "presence", header: words.presence, width: "14.5rem", render: (device) => <LiveDot presence={device.presence} withTime /> },
          { key: "status", header: words.status, render: (device) => words.statuses[device.status] },
          { key: "template", header: words.template, render: (device) => device.template.name },
          { key: "organization", header: words.organization, render: (device) => device.organization?.name ?? "–" },
          { key: "firmware", header: words.firmware, onPhone: "hidden", render: (device) => device.firmwareVersion ?? "–" },
        ]}
      />
      <Pager paging={paging} info={info}>
        {children}
      </Pager>
    </>
  );
}
