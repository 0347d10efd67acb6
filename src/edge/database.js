// D1 with one crossing there and one back: statements and rows travel as JSON text.

/**
 * @param {string} text JSON: [[sql, [parameter, …]], …]. Several statements are one batch, D1's only transaction.
 * @returns {Promise<string>} JSON: [[rows, changes], …]
 */
export async function execute(database, text) {
  const statements = JSON.parse(text).map(([sql, parameters]) => {
    const prepared = database.prepare(sql);
    return parameters.length === 0 ? prepared : prepared.bind(...parameters);
  });
  const results = statements.length === 1 ? [await statements[0].all()] : await database.batch(statements);
  return JSON.stringify(results.map(({ results: rows, meta }) => [rows, meta.changes]));
}
