import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '@fontsource-variable/inter/index.css';
import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api/http/client.js';
import { isLost } from './api/http/error.js';
import { queryClient } from './api/http/query-client.js';
import { forget } from './api/me/session.js';
import './app/global.css';
import { startTimeZone } from './domain/lists/time-zone.js';
import { reportLoss } from './api/live/live.js';
import { router } from './app/router.js';
import { cssVariables, theme } from './app/theme.js';

startTimeZone();

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
if (nonce) setNonce(nonce);

onSignedOut(() => {
  forget();
  const { href, pathname } = router.state.location;
  if (!['/sign-in', '/setup', '/invitation', '/password'].includes(pathname))
    void router.navigate({ to: '/sign-in', search: { returnTo: href } as never });
});

queryClient.getQueryCache().subscribe((event) => {
  if (event.type === 'updated' && event.action.type === 'error' && isLost(event.action.error)) reportLoss();
});

// The code of the most common first page is loaded while the session is read.
if (location.pathname === '/') void import('./pages/home/home.page.js').catch(() => undefined);

createRoot(document.getElementById('root')!).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    defaultColorScheme="auto"
    getStyleNonce={() => nonce}
    deduplicateInlineStyles
  >
    <Notifications position="bottom-right" />
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
);
