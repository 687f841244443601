export function CreatePage({ from }: { from: "number" | "file" }) {
  return <p>{from}</p>;
}
