/**
 * What travels on the wire: the records generated for each service (in {@code shape.<service>}),
 * and the few hand-written types that they are made of.
 *
 * <p>A service's {@link dev.martlet.wire.shape.Api} lists every operation that AWS models; those we
 * implement carry an {@link dev.martlet.wire.shape.Operation}, whose input and output are typed
 * records. Each record knows its {@link dev.martlet.wire.shape.Structure}, the static description
 * that codecs walk: names, bindings, constraints.
 *
 * <p>Everything here is immutable and may be shared between threads. The package must not know any
 * protocol, HTTP or what the product does with the values.
 */
@NullMarked
package dev.martlet.wire.shape;

import org.jspecify.annotations.NullMarked;
