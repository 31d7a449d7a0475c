/** What adapters ask of a mail's words, apart from the grammar of templates: they send mail without it. */
export { alwaysNames } from '../domain/campaign/mail-words.ts'
