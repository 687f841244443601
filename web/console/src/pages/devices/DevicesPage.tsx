import { Route, Switch } from "wouter";
import { DeviceList } from "./DeviceList";
import { DevicePage } from "./DevicePage";

export default function DevicesPage() {
  return (
    <Switch>
      <Route path="/devices/:id" component={DevicePage} />
      <Route component={DeviceList} />
    </Switch>
  );
}
