import type { AddressInfo } from 'node:net';
import { ActivityTypes, PrivateConversationState, type TurnContext } from 'botbuilder';
import { createBackground } from './bot/background.ts';
import { errorBody } from './bot/invokes.ts';
import { ProfileDeskBot } from './bot/ProfileDeskBot.ts';
import { type Clock, type Deadlines, defaultDeadlines, systemClock } from './clock.ts';
import { type Config, ConfigError } from './config.ts';
import { errorText, failureOf } from './dialogs/answers.ts';
import { type Desk, turnOf } from './dialogs/desk.ts';
import { createGraphDirectory } from './directory/graph.ts';
import type { TokenUse } from './directory/graphClient.ts';
import { createProfileMemory } from './directory/profileMemory.ts';
import { deadlineSignal } from './directory/retry.ts';
import { createEdits } from './edits/edits.ts';
import { sweep } from './edits/expiry.ts';
import { createJournal } from './edits/journal.ts';
import { saveOutcome } from './edits/saveOutcome.ts';
import { ProfileDeskAdapter } from './http/adapter.ts';
import { ChannelKeys } from './http/channelKeys.ts';
import { createReadiness, type Dependency } from './http/readiness.ts';
import { createServer } from './http/server.ts';
import { createManagedIdentity } from './identity/managedIdentity.ts';
import { createTokenExchange } from './identity/onBehalfOf.ts';
import { correlationId, createLog, type Log } from './log.ts';
import { auditLogPermissions, readPermission, signInPermission } from './profile/permissions.ts';
import { createRequestJournal } from './requests/requestJournal.ts';
import { createRequests } from './requests/requests.ts';
import { createBlobStore } from './storage/blobStore.ts';
import { createLmdbStore } from './storage/lmdbStore.ts';
import { createMemoryStore } from './storage/memoryStore.ts';
import { type Store, StoreSetupError } from './store.ts';
import { noTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import { watchExchange, watchGraph, watchStore } from './telemetry/watch.ts';

/** What tests put in the place of the process's own. */
export interface Parts {
  readonly clock?: Clock;
  readonly deadlines?: Partial<Deadlines>;
  readonly log?: Log;
  readonly store?: Store;
  readonly telemetry?: Telemetry;
}

export interface App {
  /**
   * Begins to listen. @returns the port.
   * @throws ConfigError where the port is taken, say, or the store is not there or may not be used. One that gives no
   * answer is waited for: the bot is not ready until it does.
   */
  listen(): Promise<number>;
  /** Takes no new requests, lets what is under way end, and closes the store. */
  close(): Promise<void>;
  /** Removes what has expired. @returns the number of items removed. */
  sweep(): Promise<number>;
  /** Resolves when nothing goes on behind an answer any more. */
  idle(): Promise<void>;
}

/**
 * Puts the bot together. The only place that knows every module.
 * @throws ConfigError where a file or folder that the configuration names can't be used.
 */
export function createApp(config: Config, parts: Parts = {}): App {
  const clock = parts.clock ?? systemClock;
  const deadlines: Deadlines = { ...defaultDeadlines, ...parts.deadlines };
  const log = parts.log ?? createLog(config.logLevel);
  const telemetry = parts.telemetry ?? noTelemetry;
  const store = watchStore(parts.store ?? openStore(config), config, telemetry);
  const journal = createJournal(store, clock, config.historyDays);
  const exchange = watchExchange(createTokenExchange(config, log), telemetry);
  const background = createBackground((error) => log.error('background work failed', { error }));
  const channelKeys = new ChannelKeys({
    metadataUrl: config.channel.openIdMetadataUrl,
    clock,
    log,
    timeoutMs: deadlines.channelKeysMs,
  });
  // Of the adapter's parts only the certificate is read from elsewhere.
  const adapter = usable(
    'BOT_CERTIFICATE_PATH',
    () =>
      new ProfileDeskAdapter(config, log, channelKeys, (step, outcome) =>
        telemetry.count('signIns', {
          'profile_desk.sign_in.step': step,
          'profile_desk.sign_in.outcome': outcome,
        }),
      ),
  );

  // Of the one tenant that is served, and no secret of anybody's.
  const tenant: { country: string | undefined } = { country: undefined };
  const desk: Desk = {
    config,
    clock,
    deadlines,
    log,
    journal,
    requests: createRequests({
      requests: createRequestJournal(store, clock, config.historyDays),
      journal,
      clock,
      moved: (state) => telemetry.count('requests', { 'profile_desk.request.state': state }),
    }),
    openDirectory: (token) =>
      createGraphDirectory({
        baseUrl: config.graph.baseUrl,
        protectedGroupId: config.protectedGroupId,
        tenant,
        correlationId: correlationId(),
        accessToken: (use, signal) => exchange(token.value, permissionsFor(use, config), signal),
        stagedPhoto: (id) => journal.readPhoto(id),
        watch: watchGraph(config, telemetry, log),
      }),
    rememberProfiles: createProfileMemory(clock),
    openEdits: (directory) =>
      createEdits({
        journal,
        clock,
        deadlines,
        reason: config.reason,
        mayEdit: (name) => config.writes && config.editableFields.has(name),
        audit: (entry) => log.audit(entry),
        applied: (edit) => telemetry.count('saves', { 'profile_desk.save.outcome': saveOutcome(edit) }),
        directory: {
          current: (id, names, timeoutMs, others) =>
            directory.current(id, names, deadlineSignal(timeoutMs), others),
          prepareWrite: (names, timeoutMs) => directory.prepareWrite(names, deadlineSignal(timeoutMs)),
          write: (groups, timeoutMs) => directory.write(groups, deadlineSignal(timeoutMs)),
          failureOf,
        },
      }),
  };
  const bot = new ProfileDeskBot({
    desk,
    adapter,
    background,
    state: new PrivateConversationState(store),
    refused: (what) => telemetry.count('tooMany', { 'profile_desk.rate_limit.kind': what }),
  });

  adapter.onTurnError = async (context: TurnContext, error: Error) => {
    log.error('turn failed', { error });
    telemetry.note({ 'error.type': 'failed' });
    if (context.activity.type === ActivityTypes.Invoke) {
      const body = context.activity.name === 'adaptiveCard/action' ? errorBody(context, error) : undefined;
      await context.sendActivity({ type: 'invokeResponse', value: { status: body ? 200 : 500, body } });
    } else if (context.activity.type === ActivityTypes.Message) {
      await context.sendActivity(errorText(turnOf(context), error));
    }
  };

  // What the bot has in memory for an hour or longer is missed only when it is gone: an outage of Entra's or of the
  // channel's keys does not take every instance out of service at once.
  const dependencies: Dependency[] = [
    { name: 'storage', check: () => store.check(), goodForMs: 5_000 },
    { name: 'botCredential', check: adapter.checkCredential, goodForMs: 60_000 },
    { name: 'channelKeys', check: () => channelKeys.check(), goodForMs: 60_000 },
  ];
  const { server, stop } = createServer({
    config,
    clock,
    log,
    telemetry,
    adapter,
    onTurn: (context) => bot.run(context),
    missing: createReadiness(dependencies, clock, log),
  });

  return {
    async listen() {
      await store.check().catch((error: unknown) => {
        if (error instanceof StoreSetupError) throw notUsable('STORAGE', error);
        log.error('not ready', { missing: 'storage', error });
      });
      return await new Promise((resolve, reject) => {
        server.once('error', (error: Error) => reject(notUsable('HOST and PORT', error)));
        const listening = (): void => resolve((server.server.address() as AddressInfo).port);
        if (config.host === undefined) server.listen(config.port, listening);
        else server.listen(config.port, config.host, listening);
      });
    },
    async close() {
      // What there is now is sent at once: what is under way may not end in time.
      const sent = telemetry.flush();
      await stop();
      await background.idle();
      await sent;
      await telemetry.close();
      await store.close();
    },
    sweep: () => sweep(store, clock, config.historyDays),
    idle: () => background.idle(),
  };
}

/** The permissions that a token is asked for with: those of its use, and no others. */
function permissionsFor(use: TokenUse, { graph }: Config): readonly string[] {
  if (use === 'read') return [readPermission];
  if (use === 'auditLog') return auditLogPermissions;
  return use === 'write' ? graph.writePermissions : [readPermission, signInPermission];
}

function openStore({ storage, bot }: Config): Store {
  switch (storage.kind) {
    case 'memory':
      return createMemoryStore();
    case 'file':
      return usable('STORAGE', () => createLmdbStore(storage.path));
    case 'blob': {
      const { credential } = bot;
      const clientId = credential.kind === 'managedIdentity' ? credential.clientId : undefined;
      return usable('STORAGE_CONNECTION_STRING', () =>
        createBlobStore(storage.url, storage.connectionString?.reveal() ?? createManagedIdentity(clientId)),
      );
    }
  }
}

function usable<Made>(variable: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw notUsable(variable, error as Error);
  }
}

/** In the system's words, which name the file or the port. */
function notUsable(variables: string, { message }: Error): ConfigError {
  return new ConfigError([`${variables} can't be used: ${message}`]);
}
