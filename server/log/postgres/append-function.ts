/**
 * One statement for a whole commit, which is one transaction: it waits for the rows of its documents in the order of their
 * keys, as every node does, so that no two wait for each other; moves each head by as many as it appends; and numbers the
 * updates behind the old head. The rows are held until it is committed: numbers are given in the order of commits, without
 * gaps, whoever else writes. (A sequence would give them in the order of asking; a reader then steps over rows that are
 * committed later.)
 *
 * A function, because what others committed while it waited must be seen by what it does then: each statement within it looks anew, where
 * one statement by itself would see the other tables as they were when it began.
 *
 * A document whose head is as `expected` nobody else has written to since; of another its turns are looked at (see `Turn`): whether the
 * session that wrote last under the client ID is the one that is known, and, before another takes over, whether it wrote nothing more.
 * Where that does not hold the document is left out, and answered with the head -1.
 *
 * Updates come as one run of bytes: as an array of bytea they would travel as text.
 */
export const appendFunction = `
CREATE FUNCTION append_updates(
  ids text[], counts int[], expected bigint[], moment bigint,
  places int[], nths int[], sessions bigint[], ns bigint[], starts int[], lengths int[], run bytea,
  turn_places int[], turn_clients bigint[], turn_lasts bigint[], turn_sessions bigint[], turn_knowns bigint[],
  turn_authors text[], turn_names text[]
) RETURNS TABLE (place int, key bigint, head bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  overtaken int[] := '{}';
  has_company boolean;
BEGIN
  SELECT bool_or(locked.head <> locked.expected) INTO has_company FROM (
    SELECT d.head, asked.expected
    FROM documents AS d JOIN unnest(ids, expected) AS asked (id, expected) ON asked.id = d.id
    ORDER BY d.key FOR NO KEY UPDATE OF d
  ) AS locked;
  IF turn_lasts <> turn_sessions OR has_company AND turn_places <> '{}' THEN
    overtaken := ARRAY (
      SELECT DISTINCT turn.place
      FROM unnest(turn_places, turn_clients, turn_lasts, turn_sessions, turn_knowns, turn_names)
        AS turn (place, client, last, session, known, names)
      JOIN documents AS d ON d.id = ids[turn.place]
      LEFT JOIN LATERAL (
        SELECT author, session FROM authors WHERE document = d.key AND client = turn.client
      ) AS claim ON true
      WHERE (turn.last <> turn.session OR d.head <> expected[turn.place]) AND (
        coalesce(claim.session, 0) <> turn.last
        OR turn.last <> 0 AND turn.last <> turn.session AND (
          claim.author <> 'anyone' AND claim.author <> ALL (string_to_array(turn.names, chr(31)))
          OR d.head <> expected[turn.place] AND EXISTS (
            SELECT FROM updates AS u WHERE u.document = d.key AND u.seq > turn.known AND u.session = turn.last
          )
        )
      )
    );
  END IF;
  IF turn_lasts <> turn_sessions THEN
    INSERT INTO authors (document, client, author, session, at)
    SELECT d.key, turn.client, turn.author, turn.session, moment
    FROM unnest(turn_places, turn_clients, turn_lasts, turn_sessions, turn_authors)
      AS turn (place, client, last, session, author)
    JOIN documents AS d ON d.id = ids[turn.place]
    WHERE turn.last <> turn.session AND turn.place <> ALL (overtaken)
    ON CONFLICT (document, client) DO UPDATE
      SET author = excluded.author, session = excluded.session, at = excluded.at;
  END IF;
  RETURN QUERY
  WITH moved AS (
    UPDATE documents AS d SET head = d.head + asked.rows, updated_at = greatest(d.updated_at, moment)
    FROM unnest(ids, counts) WITH ORDINALITY AS asked (id, rows, place)
    WHERE d.id = asked.id AND asked.place <> ALL (overtaken)
    RETURNING asked.place::int, d.key, d.head, d.head - asked.rows AS base
  ), written AS (
    INSERT INTO updates (document, seq, session, n, at, bytes)
    SELECT moved.key, base + nth, session, n, moment, substring(run FROM start FOR length)
    FROM unnest(places, nths, sessions, ns, starts, lengths) AS row (place, nth, session, n, start, length)
    JOIN moved ON moved.place = row.place
  )
  SELECT moved.place, moved.key, moved.head FROM moved
  UNION ALL SELECT left_out, 0::bigint, -1::bigint FROM unnest(overtaken) AS left_out;
END
$$`
