import { randomUUID } from 'node:crypto';
import type { Clock, Tenant } from '../types.ts';
import type { Conversation } from './conversations.ts';
import type { Identities, TeamsAccount } from './identities.ts';
import { mentionEntities, partsOf } from './mentions.ts';
import type { SentFile, SentFiles } from './sentFiles.ts';
import type { TeamsSettings } from './settings.ts';
import type { Attachment, Outgoing, StoredMessage } from './wire.ts';

/** An activity as it goes to the bot. */
export type Activity = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** Builds the activities that Teams sends, as somebody in a conversation does something. */
export interface ActivityMaker {
  /** @param message the stored message, for what a person wrote */
  of(
    account: TeamsAccount,
    conversation: Conversation,
    outgoing: Outgoing,
    message?: Pick<StoredMessage, 'id' | 'threadId' | 'mentions'>,
  ): Activity;
  /** The two activities of an installation. */
  installed(account: TeamsAccount, conversation: Conversation): readonly Activity[];
}

export interface ActivityOptions {
  readonly tenant: Tenant;
  readonly clock: Clock;
  readonly identities: Identities;
  readonly files: SentFiles;
  readonly serviceUrl: () => string;
  readonly settings: TeamsSettings;
}

/**
 * The fields are those of the activities in Microsoft's documentation and in public threads:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages,
 * https://github.com/microsoft/botframework-sdk/issues/6001. An invoke and an event have an id `f:…`, a message has the
 * stored message's.
 */
export function createActivityMaker(options: ActivityOptions): ActivityMaker {
  const { tenant, clock, identities, files, serviceUrl, settings } = options;

  function common(account: TeamsAccount, conversation: Conversation, id: string, threadId?: string) {
    const isGroup = conversation.conversationType !== 'personal';
    const now = new Date(clock.now()).toISOString();
    return {
      id,
      timestamp: now,
      localTimestamp: now,
      channelId: 'msteams',
      serviceUrl: serviceUrl(),
      from: {
        id: identities.userIdOf(account.oid),
        name: account.displayName,
        aadObjectId: account.oid,
        ...(namesTenantOf(account) ? { tenantId: account.tenantId } : {}),
      },
      conversation: {
        ...(isGroup ? { isGroup } : {}),
        conversationType: conversation.conversationType,
        tenantId: tenant.tenantId,
        id: conversation.addressOf(threadId),
      },
      recipient: identities.bot,
    };
  }

  const namesTenantOf = ({ tenantId }: TeamsAccount) =>
    tenantId !== undefined && settings.foreignTenant === 'inActivity';

  /**
   * A channel's messages name it and its team twice, as in
   * https://github.com/microsoft/teams.net/blob/main/core/test/Microsoft.Teams.Apps.UnitTests/TeamsActivityTests.cs; that it is a
   * shared one, as in https://github.com/microsoft/Agents/issues/179.
   */
  function channelDataOf(account: TeamsAccount, { id, details }: Conversation) {
    const tenantData = { tenant: { id: (namesTenantOf(account) && account.tenantId) || tenant.tenantId } };
    if (!details?.team) return tenantData;
    const { team, isShared } = details;
    return {
      teamsChannelId: id,
      teamsTeamId: team.id,
      channel: { id, ...(isShared ? { type: 'shared' } : {}) },
      team: { id: team.id },
      ...tenantData,
    };
  }

  function clientInfo() {
    const language = settings.locale;
    const country = language.split('-')[1] ?? 'US';
    return {
      entities: [{ locale: language, country, platform: 'Web', timezone: 'Etc/UTC', type: 'clientInfo' }],
      locale: language,
      localTimezone: 'Etc/UTC',
    };
  }

  function of(
    account: TeamsAccount,
    conversation: Conversation,
    outgoing: Outgoing,
    message?: Pick<StoredMessage, 'id' | 'threadId' | 'mentions'>,
  ): Activity {
    const threadId = message?.threadId ?? conversation.find(aboutOf(outgoing) ?? '')?.threadId;
    const fields = common(account, conversation, message?.id ?? eventId(), threadId);
    const channelData = channelDataOf(account, conversation);
    if (outgoing.type === 'messageReaction') {
      // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events#message-reaction-events
      const { type, replyToId } = outgoing;
      return {
        ...fields,
        type,
        replyToId,
        reactionsAdded: [{ type: 'like' }],
        channelData: { ...channelData, legacy: { replyToId } },
      };
    }
    if (outgoing.type === 'message' && 'text' in outgoing) {
      // Which message of a thread it answers is not said: as in the test named above, "reply to thread".
      const { text, fileId } = outgoing;
      const { entities, ...client } = clientInfo();
      const file = fileId === undefined ? undefined : files.find(fileId);
      // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4: bots get files in personal chats only.
      const isKept = file?.as === 'file' && conversation.conversationType !== 'personal';
      return {
        ...fields,
        ...client,
        entities: [...mentionEntities(message?.mentions), ...entities],
        type: 'message',
        ...(text === '' ? {} : { text, textFormat: 'plain' }),
        attachments: attachmentsOf(text, message?.mentions, isKept ? undefined : file),
        channelData,
      };
    }
    const { threadOf: _, ...sent } = { threadOf: undefined, ...outgoing };
    const { replyToId } = sent;
    return {
      ...fields,
      ...clientInfo(),
      ...sent,
      channelData: {
        ...channelData,
        source: { name: 'message' },
        ...(replyToId === undefined ? {} : { legacy: { replyToId } }),
      },
    };
  }

  /**
   * A text comes with an HTML copy of itself: the first page above. So does a file, which stands before it, where the sample of
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#fetch-inline-images-from-message takes it; what the
   * copy holds where nothing was written, no source says. A pasted picture has another address within it, of no use to a bot:
   * https://github.com/MicrosoftDocs/msteams-docs/issues/1013.
   */
  function attachmentsOf(
    text: string,
    mentions: StoredMessage['mentions'],
    file: SentFile | undefined,
  ): readonly Attachment[] {
    const written = `<p>${htmlOf(text, mentions) || '&nbsp;'}</p>`;
    const picture =
      file?.as === 'inline'
        ? `<p><img itemscope itemtype="http://schema.skype.com/AMSImage" itemid="${file.id}" src="${new URL(`/ams/v1/objects/${file.id}/views/imgo`, serviceUrl())}"></p>`
        : '';
    const html = { contentType: 'text/html', content: `${written}${picture}` };
    return file ? [files.attachmentOf(file), html] : [html];
  }

  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events: both come
  // when somebody installs the app for themselves, with the bot (and in older clients the person) among those added.
  function installed(account: TeamsAccount, conversation: Conversation): readonly Activity[] {
    const channelData = { tenant: { id: tenant.tenantId } };
    const person = { id: identities.userIdOf(account.oid), aadObjectId: account.oid };
    return [
      {
        ...common(account, conversation, eventId()),
        type: 'conversationUpdate',
        from: person,
        membersAdded: [person, { id: identities.bot.id }],
        channelData,
      },
      {
        ...common(account, conversation, eventId()),
        ...clientInfo(),
        type: 'installationUpdate',
        action: 'add',
        from: person,
        channelData: { ...channelData, source: { name: 'message' } },
      },
    ];
  }

  return { of, installed };
}

/** The message that an event is about. */
function aboutOf(outgoing: Outgoing): string | undefined {
  if ('replyToId' in outgoing && outgoing.replyToId !== undefined) return outgoing.replyToId;
  return 'threadOf' in outgoing ? outgoing.threadOf : undefined;
}

/** A new id of an activity that is no message. */
export function eventId(): string {
  return `f:${randomUUID()}`;
}

/** With mentions as in the test named above. */
function htmlOf(text: string, mentions: StoredMessage['mentions']): string {
  let count = 0;
  const parts = partsOf(text, mentions).map((part) =>
    part.isMention
      ? `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="${count++}">${escapeHtml(part.text)}</span>`
      : escapeHtml(part.text),
  );
  return parts.join('');
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
