import { DeviceHistoryDocument } from "@claimstead/sdk";
import { Anchor, Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { useQuery } from "../../shared/queries";
import { activityMessages } from "../../messages/activity";
import { Asked } from "../parts/Asked";
import { Card } from "../parts/Card";
import { EventList } from "../parts/EventList";

const STEP = 10;
const MOST = 100;

/** What happened to a device, newest first, and more of it on asking. */
export function DeviceHistory({ deviceId, isStaff }: { deviceId: string; isStaff: boolean }) {
  const words = useMessages(placesMessages);
  const activity = useMessages(activityMessages);
  const [first, setFirst] = useState(STEP);
  const query = useQuery(DeviceHistoryDocument, { id: deviceId, first });
  return (
    <Card
      title={words.history}
      actions={
        isStaff ? (
          <Anchor component={Link} href={`/activity?device=${encodeURIComponent(deviceId)}`}>
            {activity.title}
          </Anchor>
        ) : null
      }
    >
      <Asked query={query} part={(data) => data.device?.history}>
        {({ edges, pageInfo }) =>
          edges.length === 0 ? (
            words.noHistory
          ) : (
            <>
              <EventList events={edges.map(({ node }) => node)} about="device" />
              {pageInfo.hasNextPage && first < MOST ? (
                <Button variant="default" mt="sm" loading={query.isLoading} onClick={() => setFirst(first === STEP ? 50 : MOST)}>
                  {words.loadMore}
                </Button>
              ) : null}
            </>
          )
        }
      </Asked>
    </Card>
  );
}
