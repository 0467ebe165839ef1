/**
 * The control plane of functions: create, change, show, delete and invoke them, and hand out their
 * code.
 *
 * <p>Every operation runs on its request's thread. What takes longer than an answer may (unpacking
 * code) runs on the executor that {@code app} passes in; what is unfinished when the process dies
 * is taken up again at the next start. Must not know how requests travel, how code is confined, or
 * which store keeps the records.
 */
@NullMarked
package dev.martlet.functions;

import org.jspecify.annotations.NullMarked;
