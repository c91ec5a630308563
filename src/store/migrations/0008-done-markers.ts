/** Whether a stream ended with `[DONE]`; null in rows of earlier versions, which did not keep it. Explained in ../README.md. */
export const doneMarkers = `
ALTER TABLE requests ADD COLUMN done_marker INTEGER;
`
