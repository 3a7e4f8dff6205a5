import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { ProfileDeskAdapter } from '../../src/http/adapter.ts';
import { ChannelKeys } from '../../src/http/channelKeys.ts';
import { createLog } from '../../src/log.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** The bot's own adapter, with its way into the SDK's authentication open. */
class OpenAdapter extends ProfileDeskAdapter {
  get authentication() {
    return this.botFrameworkAuthentication;
  }
}

/** The SDK's authentication as the bot sets it up, with some of its variables otherwise. */
export function authenticationOf(sandbox: Sandbox, changes: Record<string, string> = {}) {
  const config = readConfig({ ...sandbox.environment(), STORAGE: 'memory:', ...changes });
  const log = createLog('silent');
  const { openIdMetadataUrl: metadataUrl } = config.channel;
  const keys = new ChannelKeys({ metadataUrl, clock: systemClock, log, timeoutMs: 5_000 });
  return new OpenAdapter(config, log, keys).authentication;
}
