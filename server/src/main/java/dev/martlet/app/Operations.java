package dev.martlet.app;

import dev.martlet.aws.Pipeline;
import dev.martlet.functions.FunctionOperations;
import dev.martlet.logs.LogOperations;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.logs.Logs;

/** Which handler answers which operation; those of a served API that are not here answer 501. */
final class Operations {
  private Operations() {}

  static void bind(Pipeline.Builder pipeline, FunctionOperations functions) {
    pipeline
        .serve(Lambda.API)
        .on(Lambda.CREATE_FUNCTION, functions::create)
        .on(Lambda.GET_FUNCTION, functions::get)
        .on(Lambda.GET_FUNCTION_CONFIGURATION, functions::configuration)
        .on(Lambda.LIST_FUNCTIONS, functions::list)
        .on(Lambda.UPDATE_FUNCTION_CODE, functions::updateCode)
        .on(Lambda.UPDATE_FUNCTION_CONFIGURATION, functions::updateConfiguration)
        .on(Lambda.DELETE_FUNCTION, functions::delete)
        .on(Lambda.PUBLISH_VERSION, functions::publish)
        .on(Lambda.LIST_VERSIONS_BY_FUNCTION, functions::listVersions)
        .on(Lambda.CREATE_ALIAS, functions::createAlias)
        .on(Lambda.GET_ALIAS, functions::getAlias)
        .on(Lambda.UPDATE_ALIAS, functions::updateAlias)
        .on(Lambda.DELETE_ALIAS, functions::deleteAlias)
        .on(Lambda.LIST_ALIASES, functions::listAliases)
        .on(Lambda.TAG_RESOURCE, functions::tag)
        .on(Lambda.UNTAG_RESOURCE, functions::untag)
        .on(Lambda.LIST_TAGS, functions::listTags)
        .on(Lambda.PUT_FUNCTION_CONCURRENCY, functions::putConcurrency)
        .on(Lambda.GET_FUNCTION_CONCURRENCY, functions::getConcurrency)
        .on(Lambda.DELETE_FUNCTION_CONCURRENCY, functions::deleteConcurrency)
        .on(Lambda.GET_ACCOUNT_SETTINGS, functions::accountSettings)
        .on(Lambda.INVOKE, functions::invoke);
  }

  static void bind(Pipeline.Builder pipeline, LogOperations logs) {
    pipeline
        .serve(Logs.API)
        .on(Logs.DESCRIBE_LOG_GROUPS, logs::describeLogGroups)
        .on(Logs.DESCRIBE_LOG_STREAMS, logs::describeLogStreams)
        .on(Logs.GET_LOG_EVENTS, logs::getLogEvents)
        .on(Logs.FILTER_LOG_EVENTS, logs::filterLogEvents);
  }
}
