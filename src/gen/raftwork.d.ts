import * as $protobuf from "protobufjs/minimal.js";

/** Namespace raftwork. */
export namespace raftwork {

    /**
     * Properties of a Batch.
     * @deprecated Use raftwork.Batch.$Properties instead.
     */
    interface IBatch extends raftwork.Batch.$Properties {
    }

    /** Represents a Batch. */
    class Batch {

        /**
         * Constructs a new Batch.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Batch.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Batch machineTime. */
        machineTime: number;

        /** Batch commands. */
        commands: Uint8Array[];

        /**
         * Encodes the specified Batch message. Does not implicitly {@link raftwork.Batch.verify|verify} messages.
         * @param message Batch message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Batch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Batch message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Batch & raftwork.Batch.$Shape} Batch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Batch & raftwork.Batch.$Shape;
    }

    namespace Batch {

        /** Properties of a Batch. */
        interface $Properties {

            /** Batch machineTime */
            machineTime?: (number|null);

            /** Batch commands */
            commands?: (Uint8Array[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Batch. */
        type $Shape = raftwork.Batch.$Properties;
    }

    /**
     * Properties of a Command.
     * @deprecated Use raftwork.Command.$Properties instead.
     */
    interface ICommand extends raftwork.Command.$Properties {
    }

    /** Represents a Command. */
    class Command {

        /**
         * Constructs a new Command.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Command.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Command runStart. */
        runStart?: (raftwork.RunStart.$Properties|null);

        /** Command checkpoint. */
        checkpoint?: (raftwork.Checkpoint.$Properties|null);

        /** Command stepAttemptFailed. */
        stepAttemptFailed?: (raftwork.StepAttemptFailed.$Properties|null);

        /** Command timerSet. */
        timerSet?: (raftwork.TimerSet.$Properties|null);

        /** Command timerFired. */
        timerFired?: (raftwork.TimerFired.$Properties|null);

        /** Command terminate. */
        terminate?: (raftwork.Terminate.$Properties|null);

        /** Command runComplete. */
        runComplete?: (raftwork.RunComplete.$Properties|null);

        /** Command runFail. */
        runFail?: (raftwork.RunFail.$Properties|null);

        /** Command kind. */
        kind?: ("runStart"|"checkpoint"|"stepAttemptFailed"|"timerSet"|"timerFired"|"terminate"|"runComplete"|"runFail");

        /**
         * Encodes the specified Command message. Does not implicitly {@link raftwork.Command.verify|verify} messages.
         * @param message Command message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Command message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Command & raftwork.Command.$Shape} Command
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Command & raftwork.Command.$Shape;
    }

    namespace Command {

        /** Properties of a Command. */
        interface $Properties {

            /** Command runStart */
            runStart?: (raftwork.RunStart.$Properties|null);

            /** Command checkpoint */
            checkpoint?: (raftwork.Checkpoint.$Properties|null);

            /** Command stepAttemptFailed */
            stepAttemptFailed?: (raftwork.StepAttemptFailed.$Properties|null);

            /** Command timerSet */
            timerSet?: (raftwork.TimerSet.$Properties|null);

            /** Command timerFired */
            timerFired?: (raftwork.TimerFired.$Properties|null);

            /** Command terminate */
            terminate?: (raftwork.Terminate.$Properties|null);

            /** Command runComplete */
            runComplete?: (raftwork.RunComplete.$Properties|null);

            /** Command runFail */
            runFail?: (raftwork.RunFail.$Properties|null);

            /** Command kind */
            kind?: ("runStart"|"checkpoint"|"stepAttemptFailed"|"timerSet"|"timerFired"|"terminate"|"runComplete"|"runFail");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a Command. */
        type $Shape = {
          runStart?: raftwork.RunStart.$Shape|null;
          checkpoint?: raftwork.Checkpoint.$Shape|null;
          stepAttemptFailed?: raftwork.StepAttemptFailed.$Shape|null;
          timerSet?: raftwork.TimerSet.$Shape|null;
          timerFired?: raftwork.TimerFired.$Shape|null;
          terminate?: raftwork.Terminate.$Shape|null;
          runComplete?: raftwork.RunComplete.$Shape|null;
          runFail?: raftwork.RunFail.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ kind?: undefined; runStart?: null; checkpoint?: null; stepAttemptFailed?: null; timerSet?: null; timerFired?: null; terminate?: null; runComplete?: null; runFail?: null }|{ kind?: "runStart"; runStart: raftwork.RunStart.$Shape; checkpoint?: null; stepAttemptFailed?: null; timerSet?: null; timerFired?: null; terminate?: null; runComplete?: null; runFail?: null }|{ kind?: "checkpoint"; runStart?: null; checkpoint: raftwork.Checkpoint.$Shape; stepAttemptFailed?: null; timerSet?: null; timerFired?: null; terminate?: null; runComplete?: null; runFail?: null }|{ kind?: "stepAttemptFailed"; runStart?: null; checkpoint?: null; stepAttemptFailed: raftwork.StepAttemptFailed.$Shape; timerSet?: null; timerFired?: null; terminate?: null; runComplete?: null; runFail?: null }|{ kind?: "timerSet"; runStart?: null; checkpoint?: null; stepAttemptFailed?: null; timerSet: raftwork.TimerSet.$Shape; timerFired?: null; terminate?: null; runComplete?: null; runFail?: null }|{ kind?: "timerFired"; runStart?: null; checkpoint?: null; stepAttemptFailed?: null; timerSet?: null; timerFired: raftwork.TimerFired.$Shape; terminate?: null; runComplete?: null; runFail?: null }|{ kind?: "terminate"; runStart?: null; checkpoint?: null; stepAttemptFailed?: null; timerSet?: null; timerFired?: null; terminate: raftwork.Terminate.$Shape; runComplete?: null; runFail?: null }|{ kind?: "runComplete"; runStart?: null; checkpoint?: null; stepAttemptFailed?: null; timerSet?: null; timerFired?: null; terminate?: null; runComplete: raftwork.RunComplete.$Shape; runFail?: null }|{ kind?: "runFail"; runStart?: null; checkpoint?: null; stepAttemptFailed?: null; timerSet?: null; timerFired?: null; terminate?: null; runComplete?: null; runFail: raftwork.RunFail.$Shape })
        );
    }

    /**
     * Properties of a Failure.
     * @deprecated Use raftwork.Failure.$Properties instead.
     */
    interface IFailure extends raftwork.Failure.$Properties {
    }

    /** Represents a Failure. */
    class Failure {

        /**
         * Constructs a new Failure.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Failure.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Failure name. */
        name: string;

        /** Failure message. */
        message: string;

        /** Failure stack. */
        stack: string;

        /** Failure code. */
        code: string;

        /** Failure fields. */
        fields: Uint8Array;

        /** Failure cause. */
        cause?: (raftwork.Failure.$Properties|null);

        /** Failure errors. */
        errors: raftwork.Failure.$Properties[];

        /**
         * Encodes the specified Failure message. Does not implicitly {@link raftwork.Failure.verify|verify} messages.
         * @param message Failure message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Failure message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Failure & raftwork.Failure.$Shape} Failure
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Failure & raftwork.Failure.$Shape;
    }

    namespace Failure {

        /** Properties of a Failure. */
        interface $Properties {

            /** Failure name */
            name?: (string|null);

            /** Failure message */
            message?: (string|null);

            /** Failure stack */
            stack?: (string|null);

            /** Failure code */
            code?: (string|null);

            /** Failure fields */
            fields?: (Uint8Array|null);

            /** Failure cause */
            cause?: (raftwork.Failure.$Properties|null);

            /** Failure errors */
            errors?: (raftwork.Failure.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Failure. */
        type $Shape = raftwork.Failure.$Properties;
    }

    /**
     * Properties of a RunStart.
     * @deprecated Use raftwork.RunStart.$Properties instead.
     */
    interface IRunStart extends raftwork.RunStart.$Properties {
    }

    /** Represents a RunStart. */
    class RunStart {

        /**
         * Constructs a new RunStart.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunStart.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunStart workflowId. */
        workflowId: string;

        /** RunStart runId. */
        runId: Uint8Array;

        /** RunStart requestId. */
        requestId: Uint8Array;

        /** RunStart workflowName. */
        workflowName: string;

        /** RunStart workflowVersion. */
        workflowVersion: number;

        /** RunStart input. */
        input: Uint8Array;

        /** RunStart ifRunning. */
        ifRunning: number;

        /** RunStart ifClosed. */
        ifClosed: number;

        /**
         * Encodes the specified RunStart message. Does not implicitly {@link raftwork.RunStart.verify|verify} messages.
         * @param message RunStart message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunStart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunStart message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunStart & raftwork.RunStart.$Shape} RunStart
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunStart & raftwork.RunStart.$Shape;
    }

    namespace RunStart {

        /** Properties of a RunStart. */
        interface $Properties {

            /** RunStart workflowId */
            workflowId?: (string|null);

            /** RunStart runId */
            runId?: (Uint8Array|null);

            /** RunStart requestId */
            requestId?: (Uint8Array|null);

            /** RunStart workflowName */
            workflowName?: (string|null);

            /** RunStart workflowVersion */
            workflowVersion?: (number|null);

            /** RunStart input */
            input?: (Uint8Array|null);

            /** RunStart ifRunning */
            ifRunning?: (number|null);

            /** RunStart ifClosed */
            ifClosed?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunStart. */
        type $Shape = raftwork.RunStart.$Properties;
    }

    /**
     * Properties of a Checkpoint.
     * @deprecated Use raftwork.Checkpoint.$Properties instead.
     */
    interface ICheckpoint extends raftwork.Checkpoint.$Properties {
    }

    /** Represents a Checkpoint. */
    class Checkpoint {

        /**
         * Constructs a new Checkpoint.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Checkpoint.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Checkpoint workflowId. */
        workflowId: string;

        /** Checkpoint runId. */
        runId: Uint8Array;

        /** Checkpoint key. */
        key: string;

        /** Checkpoint value. */
        value: Uint8Array;

        /** Checkpoint failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /**
         * Encodes the specified Checkpoint message. Does not implicitly {@link raftwork.Checkpoint.verify|verify} messages.
         * @param message Checkpoint message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Checkpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Checkpoint message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Checkpoint & raftwork.Checkpoint.$Shape} Checkpoint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Checkpoint & raftwork.Checkpoint.$Shape;
    }

    namespace Checkpoint {

        /** Properties of a Checkpoint. */
        interface $Properties {

            /** Checkpoint workflowId */
            workflowId?: (string|null);

            /** Checkpoint runId */
            runId?: (Uint8Array|null);

            /** Checkpoint key */
            key?: (string|null);

            /** Checkpoint value */
            value?: (Uint8Array|null);

            /** Checkpoint failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Checkpoint. */
        type $Shape = raftwork.Checkpoint.$Properties;
    }

    /**
     * Properties of a StepAttemptFailed.
     * @deprecated Use raftwork.StepAttemptFailed.$Properties instead.
     */
    interface IStepAttemptFailed extends raftwork.StepAttemptFailed.$Properties {
    }

    /** Represents a StepAttemptFailed. */
    class StepAttemptFailed {

        /**
         * Constructs a new StepAttemptFailed.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.StepAttemptFailed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepAttemptFailed workflowId. */
        workflowId: string;

        /** StepAttemptFailed runId. */
        runId: Uint8Array;

        /** StepAttemptFailed key. */
        key: string;

        /** StepAttemptFailed attempt. */
        attempt: number;

        /** StepAttemptFailed failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /** StepAttemptFailed retryDelayMs. */
        retryDelayMs: number;

        /**
         * Encodes the specified StepAttemptFailed message. Does not implicitly {@link raftwork.StepAttemptFailed.verify|verify} messages.
         * @param message StepAttemptFailed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.StepAttemptFailed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepAttemptFailed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.StepAttemptFailed & raftwork.StepAttemptFailed.$Shape} StepAttemptFailed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.StepAttemptFailed & raftwork.StepAttemptFailed.$Shape;
    }

    namespace StepAttemptFailed {

        /** Properties of a StepAttemptFailed. */
        interface $Properties {

            /** StepAttemptFailed workflowId */
            workflowId?: (string|null);

            /** StepAttemptFailed runId */
            runId?: (Uint8Array|null);

            /** StepAttemptFailed key */
            key?: (string|null);

            /** StepAttemptFailed attempt */
            attempt?: (number|null);

            /** StepAttemptFailed failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** StepAttemptFailed retryDelayMs */
            retryDelayMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepAttemptFailed. */
        type $Shape = raftwork.StepAttemptFailed.$Properties;
    }

    /**
     * Properties of a TimerSet.
     * @deprecated Use raftwork.TimerSet.$Properties instead.
     */
    interface ITimerSet extends raftwork.TimerSet.$Properties {
    }

    /** Represents a TimerSet. */
    class TimerSet {

        /**
         * Constructs a new TimerSet.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.TimerSet.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TimerSet workflowId. */
        workflowId: string;

        /** TimerSet runId. */
        runId: Uint8Array;

        /** TimerSet key. */
        key: string;

        /** TimerSet durationMs. */
        durationMs: number;

        /** TimerSet deadlineMs. */
        deadlineMs?: (number|null);

        /**
         * Encodes the specified TimerSet message. Does not implicitly {@link raftwork.TimerSet.verify|verify} messages.
         * @param message TimerSet message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.TimerSet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimerSet message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.TimerSet & raftwork.TimerSet.$Shape} TimerSet
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.TimerSet & raftwork.TimerSet.$Shape;
    }

    namespace TimerSet {

        /** Properties of a TimerSet. */
        interface $Properties {

            /** TimerSet workflowId */
            workflowId?: (string|null);

            /** TimerSet runId */
            runId?: (Uint8Array|null);

            /** TimerSet key */
            key?: (string|null);

            /** TimerSet durationMs */
            durationMs?: (number|null);

            /** TimerSet deadlineMs */
            deadlineMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TimerSet. */
        type $Shape = raftwork.TimerSet.$Properties;
    }

    /**
     * Properties of a TimerFired.
     * @deprecated Use raftwork.TimerFired.$Properties instead.
     */
    interface ITimerFired extends raftwork.TimerFired.$Properties {
    }

    /** Represents a TimerFired. */
    class TimerFired {

        /**
         * Constructs a new TimerFired.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.TimerFired.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TimerFired workflowId. */
        workflowId: string;

        /** TimerFired runId. */
        runId: Uint8Array;

        /** TimerFired key. */
        key: string;

        /**
         * Encodes the specified TimerFired message. Does not implicitly {@link raftwork.TimerFired.verify|verify} messages.
         * @param message TimerFired message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.TimerFired.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimerFired message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.TimerFired & raftwork.TimerFired.$Shape} TimerFired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.TimerFired & raftwork.TimerFired.$Shape;
    }

    namespace TimerFired {

        /** Properties of a TimerFired. */
        interface $Properties {

            /** TimerFired workflowId */
            workflowId?: (string|null);

            /** TimerFired runId */
            runId?: (Uint8Array|null);

            /** TimerFired key */
            key?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TimerFired. */
        type $Shape = raftwork.TimerFired.$Properties;
    }

    /**
     * Properties of a RunComplete.
     * @deprecated Use raftwork.RunComplete.$Properties instead.
     */
    interface IRunComplete extends raftwork.RunComplete.$Properties {
    }

    /** Represents a RunComplete. */
    class RunComplete {

        /**
         * Constructs a new RunComplete.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunComplete.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunComplete workflowId. */
        workflowId: string;

        /** RunComplete runId. */
        runId: Uint8Array;

        /** RunComplete value. */
        value: Uint8Array;

        /** RunComplete consumedThrough. */
        consumedThrough: number;

        /**
         * Encodes the specified RunComplete message. Does not implicitly {@link raftwork.RunComplete.verify|verify} messages.
         * @param message RunComplete message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunComplete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunComplete message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunComplete & raftwork.RunComplete.$Shape} RunComplete
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunComplete & raftwork.RunComplete.$Shape;
    }

    namespace RunComplete {

        /** Properties of a RunComplete. */
        interface $Properties {

            /** RunComplete workflowId */
            workflowId?: (string|null);

            /** RunComplete runId */
            runId?: (Uint8Array|null);

            /** RunComplete value */
            value?: (Uint8Array|null);

            /** RunComplete consumedThrough */
            consumedThrough?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunComplete. */
        type $Shape = raftwork.RunComplete.$Properties;
    }

    /**
     * Properties of a RunFail.
     * @deprecated Use raftwork.RunFail.$Properties instead.
     */
    interface IRunFail extends raftwork.RunFail.$Properties {
    }

    /** Represents a RunFail. */
    class RunFail {

        /**
         * Constructs a new RunFail.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunFail.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunFail workflowId. */
        workflowId: string;

        /** RunFail runId. */
        runId: Uint8Array;

        /** RunFail failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /** RunFail consumedThrough. */
        consumedThrough: number;

        /**
         * Encodes the specified RunFail message. Does not implicitly {@link raftwork.RunFail.verify|verify} messages.
         * @param message RunFail message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunFail.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunFail message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunFail & raftwork.RunFail.$Shape} RunFail
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunFail & raftwork.RunFail.$Shape;
    }

    namespace RunFail {

        /** Properties of a RunFail. */
        interface $Properties {

            /** RunFail workflowId */
            workflowId?: (string|null);

            /** RunFail runId */
            runId?: (Uint8Array|null);

            /** RunFail failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** RunFail consumedThrough */
            consumedThrough?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunFail. */
        type $Shape = raftwork.RunFail.$Properties;
    }

    /**
     * Properties of a Terminate.
     * @deprecated Use raftwork.Terminate.$Properties instead.
     */
    interface ITerminate extends raftwork.Terminate.$Properties {
    }

    /** Represents a Terminate. */
    class Terminate {

        /**
         * Constructs a new Terminate.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.Terminate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Terminate workflowId. */
        workflowId: string;

        /** Terminate runId. */
        runId: Uint8Array;

        /** Terminate reason. */
        reason: string;

        /**
         * Encodes the specified Terminate message. Does not implicitly {@link raftwork.Terminate.verify|verify} messages.
         * @param message Terminate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.Terminate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Terminate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.Terminate & raftwork.Terminate.$Shape} Terminate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.Terminate & raftwork.Terminate.$Shape;
    }

    namespace Terminate {

        /** Properties of a Terminate. */
        interface $Properties {

            /** Terminate workflowId */
            workflowId?: (string|null);

            /** Terminate runId */
            runId?: (Uint8Array|null);

            /** Terminate reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Terminate. */
        type $Shape = raftwork.Terminate.$Properties;
    }

    /**
     * Properties of a ConfChangeSingle.
     * @deprecated Use raftwork.ConfChangeSingle.$Properties instead.
     */
    interface IConfChangeSingle extends raftwork.ConfChangeSingle.$Properties {
    }

    /** Represents a ConfChangeSingle. */
    class ConfChangeSingle {

        /**
         * Constructs a new ConfChangeSingle.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.ConfChangeSingle.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ConfChangeSingle type. */
        type: number;

        /** ConfChangeSingle peerId. */
        peerId: number;

        /**
         * Encodes the specified ConfChangeSingle message. Does not implicitly {@link raftwork.ConfChangeSingle.verify|verify} messages.
         * @param message ConfChangeSingle message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.ConfChangeSingle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ConfChangeSingle message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.ConfChangeSingle & raftwork.ConfChangeSingle.$Shape} ConfChangeSingle
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.ConfChangeSingle & raftwork.ConfChangeSingle.$Shape;
    }

    namespace ConfChangeSingle {

        /** Properties of a ConfChangeSingle. */
        interface $Properties {

            /** ConfChangeSingle type */
            type?: (number|null);

            /** ConfChangeSingle peerId */
            peerId?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ConfChangeSingle. */
        type $Shape = raftwork.ConfChangeSingle.$Properties;
    }

    /**
     * Properties of a ConfChange.
     * @deprecated Use raftwork.ConfChange.$Properties instead.
     */
    interface IConfChange extends raftwork.ConfChange.$Properties {
    }

    /** Represents a ConfChange. */
    class ConfChange {

        /**
         * Constructs a new ConfChange.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.ConfChange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ConfChange transition. */
        transition: number;

        /** ConfChange changes. */
        changes: raftwork.ConfChangeSingle.$Properties[];

        /** ConfChange context. */
        context: Uint8Array;

        /**
         * Encodes the specified ConfChange message. Does not implicitly {@link raftwork.ConfChange.verify|verify} messages.
         * @param message ConfChange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.ConfChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ConfChange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.ConfChange & raftwork.ConfChange.$Shape} ConfChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.ConfChange & raftwork.ConfChange.$Shape;
    }

    namespace ConfChange {

        /** Properties of a ConfChange. */
        interface $Properties {

            /** ConfChange transition */
            transition?: (number|null);

            /** ConfChange changes */
            changes?: (raftwork.ConfChangeSingle.$Properties[]|null);

            /** ConfChange context */
            context?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ConfChange. */
        type $Shape = raftwork.ConfChange.$Properties;
    }

    /**
     * Properties of a HistoryRecord.
     * @deprecated Use raftwork.HistoryRecord.$Properties instead.
     */
    interface IHistoryRecord extends raftwork.HistoryRecord.$Properties {
    }

    /** Represents a HistoryRecord. */
    class HistoryRecord {

        /**
         * Constructs a new HistoryRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.HistoryRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HistoryRecord machineTime. */
        machineTime: number;

        /** HistoryRecord command. */
        command: Uint8Array;

        /**
         * Encodes the specified HistoryRecord message. Does not implicitly {@link raftwork.HistoryRecord.verify|verify} messages.
         * @param message HistoryRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.HistoryRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HistoryRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.HistoryRecord & raftwork.HistoryRecord.$Shape} HistoryRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.HistoryRecord & raftwork.HistoryRecord.$Shape;
    }

    namespace HistoryRecord {

        /** Properties of a HistoryRecord. */
        interface $Properties {

            /** HistoryRecord machineTime */
            machineTime?: (number|null);

            /** HistoryRecord command */
            command?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HistoryRecord. */
        type $Shape = raftwork.HistoryRecord.$Properties;
    }

    /**
     * Properties of a WorkflowHead.
     * @deprecated Use raftwork.WorkflowHead.$Properties instead.
     */
    interface IWorkflowHead extends raftwork.WorkflowHead.$Properties {
    }

    /** Represents a WorkflowHead. */
    class WorkflowHead {

        /**
         * Constructs a new WorkflowHead.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.WorkflowHead.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WorkflowHead runNumber. */
        runNumber: number;

        /**
         * Encodes the specified WorkflowHead message. Does not implicitly {@link raftwork.WorkflowHead.verify|verify} messages.
         * @param message WorkflowHead message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.WorkflowHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WorkflowHead message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.WorkflowHead & raftwork.WorkflowHead.$Shape} WorkflowHead
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.WorkflowHead & raftwork.WorkflowHead.$Shape;
    }

    namespace WorkflowHead {

        /** Properties of a WorkflowHead. */
        interface $Properties {

            /** WorkflowHead runNumber */
            runNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WorkflowHead. */
        type $Shape = raftwork.WorkflowHead.$Properties;
    }

    /**
     * Properties of a RunRecord.
     * @deprecated Use raftwork.RunRecord.$Properties instead.
     */
    interface IRunRecord extends raftwork.RunRecord.$Properties {
    }

    /** Represents a RunRecord. */
    class RunRecord {

        /**
         * Constructs a new RunRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RunRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RunRecord runId. */
        runId: Uint8Array;

        /** RunRecord workflowName. */
        workflowName: string;

        /** RunRecord workflowVersion. */
        workflowVersion: number;

        /** RunRecord status. */
        status: number;

        /** RunRecord startedAt. */
        startedAt: number;

        /** RunRecord closedAt. */
        closedAt: number;

        /** RunRecord endSeq. */
        endSeq: number;

        /**
         * Encodes the specified RunRecord message. Does not implicitly {@link raftwork.RunRecord.verify|verify} messages.
         * @param message RunRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RunRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RunRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RunRecord & raftwork.RunRecord.$Shape} RunRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RunRecord & raftwork.RunRecord.$Shape;
    }

    namespace RunRecord {

        /** Properties of a RunRecord. */
        interface $Properties {

            /** RunRecord runId */
            runId?: (Uint8Array|null);

            /** RunRecord workflowName */
            workflowName?: (string|null);

            /** RunRecord workflowVersion */
            workflowVersion?: (number|null);

            /** RunRecord status */
            status?: (number|null);

            /** RunRecord startedAt */
            startedAt?: (number|null);

            /** RunRecord closedAt */
            closedAt?: (number|null);

            /** RunRecord endSeq */
            endSeq?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RunRecord. */
        type $Shape = raftwork.RunRecord.$Properties;
    }

    /**
     * Properties of an OperationRecord.
     * @deprecated Use raftwork.OperationRecord.$Properties instead.
     */
    interface IOperationRecord extends raftwork.OperationRecord.$Properties {
    }

    /** Represents an OperationRecord. */
    class OperationRecord {

        /**
         * Constructs a new OperationRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.OperationRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** OperationRecord deadline. */
        deadline: number;

        /** OperationRecord attempt. */
        attempt: number;

        /** OperationRecord failure. */
        failure?: (raftwork.Failure.$Properties|null);

        /**
         * Encodes the specified OperationRecord message. Does not implicitly {@link raftwork.OperationRecord.verify|verify} messages.
         * @param message OperationRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.OperationRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an OperationRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.OperationRecord & raftwork.OperationRecord.$Shape} OperationRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.OperationRecord & raftwork.OperationRecord.$Shape;
    }

    namespace OperationRecord {

        /** Properties of an OperationRecord. */
        interface $Properties {

            /** OperationRecord deadline */
            deadline?: (number|null);

            /** OperationRecord attempt */
            attempt?: (number|null);

            /** OperationRecord failure */
            failure?: (raftwork.Failure.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an OperationRecord. */
        type $Shape = raftwork.OperationRecord.$Properties;
    }

    /**
     * Properties of a RequestRecord.
     * @deprecated Use raftwork.RequestRecord.$Properties instead.
     */
    interface IRequestRecord extends raftwork.RequestRecord.$Properties {
    }

    /** Represents a RequestRecord. */
    class RequestRecord {

        /**
         * Constructs a new RequestRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.RequestRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RequestRecord machineTime. */
        machineTime: number;

        /** RequestRecord outcome. */
        outcome: number;

        /** RequestRecord runNumber. */
        runNumber: number;

        /**
         * Encodes the specified RequestRecord message. Does not implicitly {@link raftwork.RequestRecord.verify|verify} messages.
         * @param message RequestRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.RequestRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RequestRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.RequestRecord & raftwork.RequestRecord.$Shape} RequestRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.RequestRecord & raftwork.RequestRecord.$Shape;
    }

    namespace RequestRecord {

        /** Properties of a RequestRecord. */
        interface $Properties {

            /** RequestRecord machineTime */
            machineTime?: (number|null);

            /** RequestRecord outcome */
            outcome?: (number|null);

            /** RequestRecord runNumber */
            runNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a RequestRecord. */
        type $Shape = raftwork.RequestRecord.$Properties;
    }

    /**
     * Properties of a MachineRecord.
     * @deprecated Use raftwork.MachineRecord.$Properties instead.
     */
    interface IMachineRecord extends raftwork.MachineRecord.$Properties {
    }

    /** Represents a MachineRecord. */
    class MachineRecord {

        /**
         * Constructs a new MachineRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.MachineRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MachineRecord machineTime. */
        machineTime: number;

        /**
         * Encodes the specified MachineRecord message. Does not implicitly {@link raftwork.MachineRecord.verify|verify} messages.
         * @param message MachineRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.MachineRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MachineRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.MachineRecord & raftwork.MachineRecord.$Shape} MachineRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.MachineRecord & raftwork.MachineRecord.$Shape;
    }

    namespace MachineRecord {

        /** Properties of a MachineRecord. */
        interface $Properties {

            /** MachineRecord machineTime */
            machineTime?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MachineRecord. */
        type $Shape = raftwork.MachineRecord.$Properties;
    }

    /**
     * Properties of an EntryRecord.
     * @deprecated Use raftwork.EntryRecord.$Properties instead.
     */
    interface IEntryRecord extends raftwork.EntryRecord.$Properties {
    }

    /** Represents an EntryRecord. */
    class EntryRecord {

        /**
         * Constructs a new EntryRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.EntryRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EntryRecord group. */
        group: number;

        /** EntryRecord index. */
        index: number;

        /** EntryRecord term. */
        term: number;

        /** EntryRecord type. */
        type: number;

        /** EntryRecord data. */
        data: Uint8Array;

        /**
         * Encodes the specified EntryRecord message. Does not implicitly {@link raftwork.EntryRecord.verify|verify} messages.
         * @param message EntryRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.EntryRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EntryRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.EntryRecord & raftwork.EntryRecord.$Shape} EntryRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.EntryRecord & raftwork.EntryRecord.$Shape;
    }

    namespace EntryRecord {

        /** Properties of an EntryRecord. */
        interface $Properties {

            /** EntryRecord group */
            group?: (number|null);

            /** EntryRecord index */
            index?: (number|null);

            /** EntryRecord term */
            term?: (number|null);

            /** EntryRecord type */
            type?: (number|null);

            /** EntryRecord data */
            data?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an EntryRecord. */
        type $Shape = raftwork.EntryRecord.$Properties;
    }

    /**
     * Properties of a ConfStateRecord.
     * @deprecated Use raftwork.ConfStateRecord.$Properties instead.
     */
    interface IConfStateRecord extends raftwork.ConfStateRecord.$Properties {
    }

    /** Represents a ConfStateRecord. */
    class ConfStateRecord {

        /**
         * Constructs a new ConfStateRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.ConfStateRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ConfStateRecord voters. */
        voters: number[];

        /** ConfStateRecord votersOutgoing. */
        votersOutgoing: number[];

        /** ConfStateRecord learners. */
        learners: number[];

        /** ConfStateRecord learnersNext. */
        learnersNext: number[];

        /** ConfStateRecord autoLeave. */
        autoLeave: boolean;

        /**
         * Encodes the specified ConfStateRecord message. Does not implicitly {@link raftwork.ConfStateRecord.verify|verify} messages.
         * @param message ConfStateRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.ConfStateRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ConfStateRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.ConfStateRecord & raftwork.ConfStateRecord.$Shape} ConfStateRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.ConfStateRecord & raftwork.ConfStateRecord.$Shape;
    }

    namespace ConfStateRecord {

        /** Properties of a ConfStateRecord. */
        interface $Properties {

            /** ConfStateRecord voters */
            voters?: (number[]|null);

            /** ConfStateRecord votersOutgoing */
            votersOutgoing?: (number[]|null);

            /** ConfStateRecord learners */
            learners?: (number[]|null);

            /** ConfStateRecord learnersNext */
            learnersNext?: (number[]|null);

            /** ConfStateRecord autoLeave */
            autoLeave?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ConfStateRecord. */
        type $Shape = raftwork.ConfStateRecord.$Properties;
    }

    /**
     * Properties of a GroupRecord.
     * @deprecated Use raftwork.GroupRecord.$Properties instead.
     */
    interface IGroupRecord extends raftwork.GroupRecord.$Properties {
    }

    /** Represents a GroupRecord. */
    class GroupRecord {

        /**
         * Constructs a new GroupRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.GroupRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GroupRecord group. */
        group: number;

        /** GroupRecord replicaId. */
        replicaId: number;

        /** GroupRecord term. */
        term: number;

        /** GroupRecord vote. */
        vote: number;

        /** GroupRecord commit. */
        commit: number;

        /** GroupRecord trimmedIndex. */
        trimmedIndex: number;

        /** GroupRecord trimmedTerm. */
        trimmedTerm: number;

        /** GroupRecord lastIndex. */
        lastIndex: number;

        /** GroupRecord appliedIndex. */
        appliedIndex: number;

        /** GroupRecord generation. */
        generation: number;

        /** GroupRecord confState. */
        confState?: (raftwork.ConfStateRecord.$Properties|null);

        /** GroupRecord flushNumber. */
        flushNumber: number;

        /**
         * Encodes the specified GroupRecord message. Does not implicitly {@link raftwork.GroupRecord.verify|verify} messages.
         * @param message GroupRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.GroupRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GroupRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.GroupRecord & raftwork.GroupRecord.$Shape} GroupRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.GroupRecord & raftwork.GroupRecord.$Shape;
    }

    namespace GroupRecord {

        /** Properties of a GroupRecord. */
        interface $Properties {

            /** GroupRecord group */
            group?: (number|null);

            /** GroupRecord replicaId */
            replicaId?: (number|null);

            /** GroupRecord term */
            term?: (number|null);

            /** GroupRecord vote */
            vote?: (number|null);

            /** GroupRecord commit */
            commit?: (number|null);

            /** GroupRecord trimmedIndex */
            trimmedIndex?: (number|null);

            /** GroupRecord trimmedTerm */
            trimmedTerm?: (number|null);

            /** GroupRecord lastIndex */
            lastIndex?: (number|null);

            /** GroupRecord appliedIndex */
            appliedIndex?: (number|null);

            /** GroupRecord generation */
            generation?: (number|null);

            /** GroupRecord confState */
            confState?: (raftwork.ConfStateRecord.$Properties|null);

            /** GroupRecord flushNumber */
            flushNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GroupRecord. */
        type $Shape = raftwork.GroupRecord.$Properties;
    }

    /**
     * Properties of an IdentityRecord.
     * @deprecated Use raftwork.IdentityRecord.$Properties instead.
     */
    interface IIdentityRecord extends raftwork.IdentityRecord.$Properties {
    }

    /** Represents an IdentityRecord. */
    class IdentityRecord {

        /**
         * Constructs a new IdentityRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.IdentityRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** IdentityRecord clusterId. */
        clusterId: string;

        /** IdentityRecord nodeId. */
        nodeId: string;

        /** IdentityRecord incarnation. */
        incarnation: number;

        /** IdentityRecord formatVersion. */
        formatVersion: number;

        /**
         * Encodes the specified IdentityRecord message. Does not implicitly {@link raftwork.IdentityRecord.verify|verify} messages.
         * @param message IdentityRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.IdentityRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an IdentityRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.IdentityRecord & raftwork.IdentityRecord.$Shape} IdentityRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.IdentityRecord & raftwork.IdentityRecord.$Shape;
    }

    namespace IdentityRecord {

        /** Properties of an IdentityRecord. */
        interface $Properties {

            /** IdentityRecord clusterId */
            clusterId?: (string|null);

            /** IdentityRecord nodeId */
            nodeId?: (string|null);

            /** IdentityRecord incarnation */
            incarnation?: (number|null);

            /** IdentityRecord formatVersion */
            formatVersion?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an IdentityRecord. */
        type $Shape = raftwork.IdentityRecord.$Properties;
    }

    /**
     * Properties of a NodeRecord.
     * @deprecated Use raftwork.NodeRecord.$Properties instead.
     */
    interface INodeRecord extends raftwork.NodeRecord.$Properties {
    }

    /** Represents a NodeRecord. */
    class NodeRecord {

        /**
         * Constructs a new NodeRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.NodeRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** NodeRecord identity. */
        identity?: (raftwork.IdentityRecord.$Properties|null);

        /** NodeRecord groups. */
        groups: number[];

        /**
         * Encodes the specified NodeRecord message. Does not implicitly {@link raftwork.NodeRecord.verify|verify} messages.
         * @param message NodeRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.NodeRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a NodeRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.NodeRecord & raftwork.NodeRecord.$Shape} NodeRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.NodeRecord & raftwork.NodeRecord.$Shape;
    }

    namespace NodeRecord {

        /** Properties of a NodeRecord. */
        interface $Properties {

            /** NodeRecord identity */
            identity?: (raftwork.IdentityRecord.$Properties|null);

            /** NodeRecord groups */
            groups?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a NodeRecord. */
        type $Shape = raftwork.NodeRecord.$Properties;
    }

    /**
     * Properties of a WitnessRecord.
     * @deprecated Use raftwork.WitnessRecord.$Properties instead.
     */
    interface IWitnessRecord extends raftwork.WitnessRecord.$Properties {
    }

    /** Represents a WitnessRecord. */
    class WitnessRecord {

        /**
         * Constructs a new WitnessRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: raftwork.WitnessRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WitnessRecord identity. */
        identity?: (raftwork.IdentityRecord.$Properties|null);

        /** WitnessRecord flushNumber. */
        flushNumber: number;

        /**
         * Encodes the specified WitnessRecord message. Does not implicitly {@link raftwork.WitnessRecord.verify|verify} messages.
         * @param message WitnessRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: raftwork.WitnessRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WitnessRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {raftwork.WitnessRecord & raftwork.WitnessRecord.$Shape} WitnessRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): raftwork.WitnessRecord & raftwork.WitnessRecord.$Shape;
    }

    namespace WitnessRecord {

        /** Properties of a WitnessRecord. */
        interface $Properties {

            /** WitnessRecord identity */
            identity?: (raftwork.IdentityRecord.$Properties|null);

            /** WitnessRecord flushNumber */
            flushNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WitnessRecord. */
        type $Shape = raftwork.WitnessRecord.$Properties;
    }
}
