/** Who one is, and which conversation is open: both stand in the page's address, so that two windows can be two people. */
export interface Place {
  readonly oid: string;
  /** None is the personal chat; the one that is open if left out. */
  readonly conversationId?: string | undefined;
}

export function openConversationId(): string | undefined {
  return new URLSearchParams(location.search).get('in') ?? undefined;
}

export function addressOf(place: Place): string {
  const conversationId = 'conversationId' in place ? place.conversationId : openConversationId();
  return `?${new URLSearchParams({ as: place.oid, ...(conversationId ? { in: conversationId } : {}) })}`;
}
