/**
 * Who may do what: the account's keys, the principals behind them, and the decision whether a
 * principal may act.
 *
 * <p>Everything public may be shared between threads; nothing blocks, except that a changed file of
 * keys is read again, by one request, at most once a second. Knows nothing of HTTP, of operations,
 * or of how signatures are checked.
 */
@NullMarked
package dev.martlet.identity;

import org.jspecify.annotations.NullMarked;
