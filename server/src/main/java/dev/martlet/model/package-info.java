/**
 * What the product is: functions, invocations, outcomes, errors, ids, units, and the ports that
 * more than one package consumes.
 *
 * <p>Depends on nothing but the JDK and JSpecify. Its records cannot exist invalid, and all of its
 * values may be shared between threads; what a port promises about threads stands on the port.
 */
@NullMarked
package dev.martlet.model;

import org.jspecify.annotations.NullMarked;
