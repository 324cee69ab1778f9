/** Being built. */
export function AcceptInvitationRoute() {
  return null
}
