import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { askAnew, newQueries } from './api/hooks.ts'
import { openLive } from './api/live.ts'
import { router } from './routes.tsx'
import { theme, variables } from './theme/theme.ts'
import { type Loaded, ReaderProvider } from './words/reader.tsx'

/** The console: what it looks like, what it knows, the reader's language, and the pages. */
export const App = ({ language }: { readonly language: Loaded }): ReactNode => {
  const [queries] = useState(newQueries)
  useEffect(() => openLive((what) => askAnew(queries, what)), [queries])
  return (
    <MantineProvider cssVariablesResolver={variables} defaultColorScheme="auto" theme={theme}>
      <QueryClientProvider client={queries}>
        <ReaderProvider initial={language}>
          <RouterProvider router={router} />
        </ReaderProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
