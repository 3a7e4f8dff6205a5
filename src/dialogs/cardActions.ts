import type { EditResult } from '../edits/editResult.ts';
import type { Edits } from '../edits/edits.ts';
import type { Section } from '../profile/fields.ts';
import type { Profile } from '../profile/profile.ts';
import type { Session } from './desk.ts';
import { changedEntries } from './enteredTexts.ts';
import { readSection } from './profileForm.ts';

/** A click on a card: what it asks for, and what the card and its inputs sent along. */
export interface CardAction {
  readonly verb: string;
  readonly cardId: string;
  readonly editId: string | undefined;
  /** The question of the card that the click answers. */
  readonly question: string | undefined;
  /** Object id, used only to open a fresh card with the clicker's own rights. Never the target of a write. */
  readonly personId: string | undefined;
  /** The section of the card that is to be opened. */
  readonly section: Section | undefined;
  readonly submitted: Readonly<Record<string, unknown>>;
}

type EditVerb = (edits: Edits, editId: string, callerId: string, action: CardAction) => Promise<EditResult>;

/** What a click does to an edit. */
export const editVerbs: Readonly<Record<string, EditVerb>> = {
  save: (edits, id, caller, { submitted }) => edits.submit(id, caller, submitted),
  retry: (edits, id, caller, { question }) => edits.retry(id, caller, question),
  confirm: (edits, id, caller, { question }) => edits.confirm(id, caller, question),
  keepMine: (edits, id, caller, { question }) => edits.keepMine(id, caller, question),
  takeTheirs: (edits, id, caller, { question }) => edits.takeTheirs(id, caller, question),
  cancel: (edits, id, caller) => edits.cancel(id, caller),
  undo: (edits, id, caller, { question }) => edits.undo(id, caller, question),
  showResult: (edits, id, caller) => edits.result(id, caller),
};

type Amendment = (
  session: Session,
  editId: string,
  action: CardAction,
) => Promise<EditResult & { readonly justRead?: Profile | undefined }>;

/** What changes the card and not the directory. */
export const amendments: Readonly<Record<string, Amendment>> = {
  section: async (session, editId, { section = 'identity', submitted }) => {
    let justRead: Profile | undefined;
    const result = await editsOf(session).amend(editId, session.viewer.oid, submitted, async (edit) => {
      const { profile, amended } = await readSection(session, edit, section);
      justRead = profile;
      return amended;
    });
    return { ...result, justRead };
  },
  removePhoto: (session, editId, { submitted }) =>
    editsOf(session).amend(editId, session.viewer.oid, submitted, async () => ({
      newPhoto: { id: null, about: '' },
    })),
  keepPhoto: (session, editId, { submitted }) =>
    editsOf(session).amend(editId, session.viewer.oid, submitted, async () => ({ newPhoto: undefined })),
  photo: (session, editId, { submitted, personId = '' }) =>
    editsOf(session).amend(
      editId,
      session.viewer.oid,
      submitted,
      async (edit) => {
        const { desk, turn, viewer } = session;
        const entered = changedEntries(edit);
        await desk.journal.awaitPhoto(turn.conversationId, viewer.oid, { personId, entered });
        return {};
      },
      'sendPhoto',
    ),
};

function editsOf({ desk, directory }: Session): Edits {
  return desk.openEdits(directory);
}
