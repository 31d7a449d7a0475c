/** Our own values as the command line tells them. */
export { outside } from '../shared/flow/query/outside.ts'
