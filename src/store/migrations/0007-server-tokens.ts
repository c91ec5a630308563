/** Tokens that servers counted, beside what they tell of their queue. Explained in ../README.md. */
export const serverTokens = `
ALTER TABLE server_samples ADD COLUMN prompt_tokens REAL;
ALTER TABLE server_samples ADD COLUMN generated_tokens REAL;
`
