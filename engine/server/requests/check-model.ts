import { ApiError, invalid } from '../api-error.ts'

/** The model's name as the client wrote it, which answers repeat. Throws 400 without one, 404 for one not served. */
export function checkModel(model: string | undefined, names: readonly string[]): string {
  if (model === undefined || model === '') throw invalid('model', 'You must provide a model parameter.')
  if (names.includes(model)) return model
  throw new ApiError(
    404,
    `The model '${model}' does not exist; this server has ${names.map((name) => `'${name}'`).join(', ')}.`,
    {
      param: 'model',
      code: 'model_not_found',
    },
  )
}
