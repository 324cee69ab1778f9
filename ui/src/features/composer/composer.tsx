/** Being built. */
export function Composer({ ticketId }: { ticketId: number }) {
  return <p hidden>{ticketId}</p>
}
