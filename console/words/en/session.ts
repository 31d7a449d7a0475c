/** Who is here, what they may, and how they come in. */
import type { Role } from '../../../shared/contract/roles.ts'
import type { Out } from '../../session/out.ts'

const ROLES: Readonly<Record<Role, string>> = { viewer: 'viewer', marketer: 'marketer', admin: 'administrator' }

export const sessionWords = () => ({
  title: 'Sign in',
  text: 'This console is for people of your company. You sign in at your company’s own sign-in page.',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signedInAs: 'Signed in as',
  role: (role: Role): string => ROLES[role],
  takes: (least: Role, role: Role | null): string =>
    role === null
      ? 'It is not known yet whether you may do this.'
      : `This takes the role of ${least === 'admin' ? 'an' : 'a'} ${ROLES[least]}; you are ${role === 'admin' ? 'an' : 'a'} ${ROLES[role]}.`,
  outTitle: 'You are not signed in',
  out: (because: Out): string => {
    switch (because.type) {
      case 'ended':
        return 'Your session is over. Sign in again, and go on where you were.'
      case 'misconfigured':
        return 'The file config.json of this console lacks the address, the client or the issuer of the sign-in page. Whoever deployed it can mend that.'
      case 'not-ours':
        return 'The answer of the sign-in page belongs to no question of this tab. It may be an old one; try again.'
      case 'refused':
        return `The sign-in page refused: ${because.code}.`
      case 'away':
        return 'The sign-in page cannot be reached. Try again in a moment.'
      case 'not-for-us':
        return 'What the sign-in page sent is not meant for this console. Try again; if it happens again, tell whoever deployed it.'
    }
  },
})
