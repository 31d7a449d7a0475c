/** Stands for what a library can do and no function ever asks of it. Whoever asks after all hears of it at once. */
const never = (): never => {
  throw new Error('this was left out of the bundle: see functions/bundle.ts')
}

/** Of nodemailer: fetching parts of a mail from the web, which is forbidden to it anyway. */
// biome-ignore lint/style/noDefaultExport: it stands for a file that has one
export { never as default }
/** Of zod: JSON Schema, which is generated at home. */
export const createToJSONSchemaMethod = (): typeof never => never
export const createStandardJSONSchemaMethod = (): typeof never => never
export { never as toJSONSchema, never as JSONSchemaGenerator }
/** Of the SDK: hashes written in JavaScript, where Node has none of its own. */
export { never as Sha256Js, never as Md5Js }
/** Of the SDK: event streams, which none of our calls has. */
export { never as eventStreamSerdeProvider, never as EventStreamSerde }
