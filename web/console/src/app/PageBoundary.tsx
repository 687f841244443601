import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useMessages } from "../messages/catalogue";
import { errorMessages } from "../messages/errors";
import { shellMessages } from "../messages/shell";
import { EmptyState } from "../shared/EmptyState";

/** A page that cannot be loaded or drawn says so, inside the shell. */
export class PageBoundary extends Component<{ children: ReactNode }, { problem: unknown }> {
  override state: { problem: unknown } = { problem: undefined };

  static getDerivedStateFromError(problem: unknown) {
    return { problem };
  }

  override render() {
    return this.state.problem === undefined ? this.props.children : <Broken problem={this.state.problem} />;
  }
}

function Broken({ problem }: { problem: unknown }) {
  const words = useMessages(shellMessages);
  const errors = useMessages(errorMessages);
  // After an update the parts of the former version are gone from the server.
  const isGone = problem instanceof TypeError && /import|module/i.test(problem.message);
  return (
    <EmptyState icon="warning" title={errors.title} text={isGone ? words.newVersion : errors.codes.INTERNAL.what}>
      <Button onClick={() => window.location.reload()}>{words.reload}</Button>
    </EmptyState>
  );
}
