import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMe } from '../session/me.ts'

/** Leads to a mail where mails are kept to be looked at; elsewhere it is its name. */
export const MailLink = ({ id, children }: { readonly id: string; readonly children: ReactNode }): ReactNode =>
  useMe().capabilities.inbox ? (
    <Link params={{ id }} to="/inbox/$id">
      {children}
    </Link>
  ) : (
    children
  )
