/** Why somebody is not let in by the sign-in page. */
export type NotSignedIn =
  /** The answer is none to our question: another tab's, an old one's, or somebody else's. */
  | { readonly type: 'not-ours' }
  /** The sign-in page says no. `code`: its word for why. */
  | { readonly type: 'refused'; readonly code: string }
  | { readonly type: 'away' }
  /** What came was not meant for this page, or is over. */
  | { readonly type: 'not-for-us' }

/** Why nobody is here; `ended`: somebody was, and it is over. */
export type Out = NotSignedIn | { readonly type: 'ended' | 'misconfigured' }
