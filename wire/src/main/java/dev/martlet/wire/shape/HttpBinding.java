package dev.martlet.wire.shape;

/**
 * How an operation looks in HTTP.
 *
 * @param uri the path's template with labels in braces ({@code {Key+}} takes slashes too), perhaps
 *     with literal query parameters
 * @param status of a successful answer
 */
public record HttpBinding(String method, String uri, int status) {}
