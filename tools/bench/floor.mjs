// The least that a bot on this SDK does: restify and CloudAdapter, put together as Microsoft's samples do, answer each
// message with one and the same card. In a process of its own, with the bot's environment.
import { CardFactory, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import restify from 'restify';
import { helpCard } from '../../dist/cards/helpCards.js';
import { readConfig } from '../../dist/config.js';
import { commands } from '../../dist/dialogs/commands.js';
import { createBotCredentials } from '../../dist/identity/botCredentials.js';
import { languageOf } from '../../dist/language/language.js';
import { createLog } from '../../dist/log.js';

const config = readConfig();
const { channel } = config;
const authentication = new ConfigurationBotFrameworkAuthentication(
  {
    ToChannelFromBotLoginUrl: `${config.authorityHost}/${config.bot.tenantId}`,
    ToChannelFromBotOAuthScope: channel.oauthScope,
    ToBotFromChannelTokenIssuer: channel.tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: channel.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: channel.openIdMetadataUrl,
    OAuthUrl: channel.tokenServiceUrl,
    CallerId: '',
    MicrosoftAppId: config.bot.id,
    MicrosoftAppTenantId: config.bot.tenantId,
    MicrosoftAppType: 'SingleTenant',
  },
  createBotCredentials(config, createLog('error')),
);
const adapter = new CloudAdapter(authentication);
// The one that the bot answers `help` with.
const card = helpCard(
  commands.map(({ words, help }) => ({ word: words[0], help })),
  languageOf('en'),
);

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.get('/ready', async (_request, response) => response.send(200));
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, async (context) => {
    await context.sendActivity({ attachments: [CardFactory.adaptiveCard(card)] });
  });
});
server.listen(config.port, '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
