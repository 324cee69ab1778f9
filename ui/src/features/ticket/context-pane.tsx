/** Being built. */
export function ContextPane({ id }: { id: number }) {
  return <p hidden>{id}</p>
}
