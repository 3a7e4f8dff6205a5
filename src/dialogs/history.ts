import type { Card } from '../cards/elements.ts';
import { historyCard, mostEntries } from '../cards/historyCard.ts';
import { DirectoryError } from '../directory/directory.ts';
import { deadlineSignal } from '../directory/retry.ts';
import { TokenError } from '../identity/tokenError.ts';
import type { AuditLog } from '../profile/auditLog.ts';
import { auditLogPermissions } from '../profile/permissions.ts';
import { consentAction } from './answers.ts';
import type { Session } from './desk.ts';

/** A batch takes 20 requests (https://learn.microsoft.com/graph/json-batching): these, the person, and the operator's rule. */
const mostNames = 18;

/** Kept of the time that a turn has: a log that is not read in time must not keep the rest from being shown. */
const drawMs = 300;

/** The changes made to somebody: 1 round trip, with the audit log at the same time. */
export async function showHistory(session: Session, personId: string, cardId: string): Promise<Card> {
  const { desk, turn, directory } = session;
  const { config, clock, journal } = desk;
  const since = clock.now() - config.historyDays * 24 * 60 * 60_000;
  const { item: record } = await journal.readPerson(personId);
  const entries = record.history.filter(({ at }) => at > since).toReversed();
  const actors = entries.slice(0, mostEntries).flatMap(({ actorId, requestedBy }) => [actorId, requestedBy]);
  const others = [...new Set(actors.filter((id) => id !== undefined))].slice(0, mostNames);
  const [{ values, names }, auditLog] = await Promise.all([
    directory.current(personId, ['displayName', 'userPrincipalName'], deadlineSignal(turn.leftMs()), others),
    readAuditLog(session, personId),
  ]);
  const subject = {
    id: personId,
    displayName: String(values.displayName ?? personId),
    userPrincipalName: String(values.userPrincipalName ?? ''),
  };
  const isConsentMissing = auditLog === 'consentMissing';
  return historyCard(
    { subject, entries, days: config.historyDays, names, auditLog },
    cardId,
    turn.language,
    isConsentMissing ? [consentAction(turn, config, auditLogPermissions)] : [],
  );
}

/** Without the log the rest is shown all the same, so what keeps it from being read is no error here. */
async function readAuditLog({ turn, directory }: Session, personId: string): Promise<AuditLog> {
  try {
    return await directory.auditLog(personId, deadlineSignal(Math.max(1, turn.leftMs() - drawMs)));
  } catch (error) {
    if (error instanceof TokenError) return error.kind === 'consentMissing' ? error.kind : 'unreachable';
    if (error instanceof DirectoryError) return error.kind === 'forbidden' ? error.kind : 'unreachable';
    throw error;
  }
}
