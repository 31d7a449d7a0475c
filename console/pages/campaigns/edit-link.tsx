import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMe } from '../../session/me.ts'
import { useReader } from '../../words/reader.tsx'

/** Leads to the editor, where there is one. Who may not write may look there, too. */
export const EditLink = ({ id }: { readonly id: string }): ReactNode => {
  const { words } = useReader()
  if (!useMe().capabilities.edit) return null
  return (
    <Button renderRoot={(props) => <Link params={{ id }} to="/campaigns/$id/edit" {...props} />} size="xs" variant="default">
      {words.campaigns.edit}
    </Button>
  )
}
