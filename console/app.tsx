import { MantineProvider } from '@mantine/core'
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { askAnew, newQueries } from './api/hooks.ts'
import { openLive, openPolling } from './api/live.ts'
import { router } from './routes.tsx'
import { useMe } from './session/me.ts'
import { useSession } from './session/session.ts'
import { SignInPage } from './session/sign-in.tsx'
import { theme, variables } from './theme/theme.ts'
import { type Loaded, ReaderProvider } from './words/reader.tsx'

/** The console: what it looks like, the reader's language, and the pages, for who is let in. */
export const App = ({ language }: { readonly language: Loaded }): ReactNode => {
  const session = useSession()
  return (
    <MantineProvider cssVariablesResolver={variables} defaultColorScheme="auto" theme={theme}>
      <ReaderProvider initial={language}>{session.type === 'out' ? <SignInPage because={session.because} /> : <Inside />}</ReaderProvider>
    </MantineProvider>
  )
}

/** What it knows is forgotten when whoever was here is gone. */
const Inside = (): ReactNode => {
  const [queries] = useState(newQueries)
  return (
    <QueryClientProvider client={queries}>
      <Listening />
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}

/** Hears what changed, or asks now and then where nobody tells. */
const Listening = (): null => {
  const queries = useQueryClient()
  const { live } = useMe().capabilities
  useEffect(() => {
    const changed = (what: Parameters<typeof askAnew>[1]): void => askAnew(queries, what)
    return live ? openLive(changed) : openPolling(changed)
  }, [queries, live])
  return null
}
