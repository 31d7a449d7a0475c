/** Who asks, what they may, and what there is here. */
import { useQuery } from '@tanstack/react-query'
import { LEAST_ROLE, mayCall, type Route } from '../../shared/contract/api-roles.ts'
import type { Role } from '../../shared/contract/roles.ts'
import type { Me } from '../../shared/contract/api.ts'
import { read } from '../api/client.ts'
import { useReader } from '../words/reader.tsx'
import { isDeployed } from './session.ts'

/** `role` null: not known yet. */
export type Known = Omit<Me, 'role'> & { readonly role: Role | null }

/** Until the answer comes it is as it usually is, so that nothing jumps: on one's own machine one has and may all. */
const OWN_MACHINE: Known = {
  ...{ name: '', role: 'admin', via: 'local', stage: 'local' },
  capabilities: { live: true, inbox: true, demo: true, edit: true, simulate: true },
}
const DEPLOYED: Known = {
  ...{ name: '', role: null, via: 'console', stage: '' },
  capabilities: { live: false, inbox: false, demo: false, edit: true, simulate: false },
}

/** Asked once: a role is given with the token, and what there is stands as long as the page. */
export const useMe = (): Known =>
  useQuery<Me>({
    queryKey: ['GET /api/me'],
    queryFn: ({ signal }) => read('GET /api/me', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  }).data ?? (isDeployed() ? DEPLOYED : OWN_MACHINE)

/** Whether whoever is here may ask for something; `why` not, in a sentence. */
export const useMay = (route: Route): { readonly may: boolean; readonly why: string } => {
  const { words } = useReader()
  const { role } = useMe()
  return { may: mayCall(role, route), why: words.session.takes(LEAST_ROLE[route], role) }
}
