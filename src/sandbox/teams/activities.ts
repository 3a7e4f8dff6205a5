import { randomUUID } from 'node:crypto';
import type { Account, Clock, Tenant } from '../types.ts';
import type { Conversation } from './conversations.ts';
import type { Identities } from './identities.ts';
import type { SentFile, SentFiles } from './sentFiles.ts';
import type { Attachment, Outgoing } from './wire.ts';

/** An activity as it goes to the bot. */
export type Activity = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** Builds the activities that Teams sends, as somebody in a conversation does something. */
export interface ActivityMaker {
  /** @param messageId the id of the stored message, for what a person wrote */
  of(account: Account, conversation: Conversation, outgoing: Outgoing, messageId?: string): Activity;
  /** The two activities of an installation. */
  installed(account: Account, conversation: Conversation): readonly Activity[];
}

export interface ActivityOptions {
  readonly tenant: Tenant;
  readonly clock: Clock;
  readonly identities: Identities;
  readonly files: SentFiles;
  readonly serviceUrl: () => string;
  readonly locale: () => string;
}

/**
 * The fields are those of the activities in Microsoft's documentation and in public threads:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages,
 * https://github.com/microsoft/botframework-sdk/issues/6001. An invoke and an event have an id `f:…`, a message has the
 * stored message's.
 */
export function createActivityMaker(options: ActivityOptions): ActivityMaker {
  const { tenant, clock, identities, files, serviceUrl, locale } = options;

  function common(account: Account, conversation: Conversation, id: string) {
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
      },
      conversation: {
        conversationType: conversation.conversationType,
        tenantId: tenant.tenantId,
        id: conversation.id,
      },
      recipient: identities.bot,
    };
  }

  function clientInfo() {
    const language = locale();
    const country = language.split('-')[1] ?? 'US';
    return {
      entities: [{ locale: language, country, platform: 'Web', timezone: 'Etc/UTC', type: 'clientInfo' }],
      locale: language,
      localTimezone: 'Etc/UTC',
    };
  }

  function of(
    account: Account,
    conversation: Conversation,
    outgoing: Outgoing,
    messageId?: string,
  ): Activity {
    const fields = common(account, conversation, messageId ?? eventId());
    const tenantData = { tenant: { id: tenant.tenantId } };
    if (outgoing.type === 'messageReaction') {
      // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events#message-reaction-events
      const { type, replyToId } = outgoing;
      return {
        ...fields,
        type,
        replyToId,
        reactionsAdded: [{ type: 'like' }],
        channelData: { ...tenantData, legacy: { replyToId } },
      };
    }
    if (outgoing.type === 'message' && 'text' in outgoing) {
      const { text, fileId } = outgoing;
      return {
        ...fields,
        ...clientInfo(),
        type: 'message',
        ...(text === '' ? {} : { text, textFormat: 'plain' }),
        attachments: attachmentsOf(text, fileId === undefined ? undefined : files.find(fileId)),
        channelData: tenantData,
      };
    }
    const { replyToId } = outgoing;
    return {
      ...fields,
      ...clientInfo(),
      ...outgoing,
      channelData: {
        ...tenantData,
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
  function attachmentsOf(text: string, file: SentFile | undefined): readonly Attachment[] {
    const written = `<p>${escapeHtml(text) || '&nbsp;'}</p>`;
    const picture =
      file?.as === 'inline'
        ? `<p><img itemscope itemtype="http://schema.skype.com/AMSImage" itemid="${file.id}" src="${new URL(`/ams/v1/objects/${file.id}/views/imgo`, serviceUrl())}"></p>`
        : '';
    const html = { contentType: 'text/html', content: `${written}${picture}` };
    return file ? [files.attachmentOf(file), html] : [html];
  }

  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events: both come
  // when somebody installs the app for themselves, with the bot (and in older clients the person) among those added.
  function installed(account: Account, conversation: Conversation): readonly Activity[] {
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

/** A new id of an activity that is no message. */
export function eventId(): string {
  return `f:${randomUUID()}`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
