import { showChat } from './chatPage.ts';
import { showDirectory } from './directoryPage.ts';
import { showRequests } from './requestsPage.ts';
import { startTheme } from './theme.ts';

// One bundle for all pages: the document says which one it is.
const pages = { chat: showChat, directory: showDirectory, requests: showRequests } as const;
startTheme();
await pages[document.documentElement.dataset.page as keyof typeof pages]();
